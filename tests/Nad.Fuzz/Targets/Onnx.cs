using Nad.Files.Tests.Onnx;

namespace Nad.Fuzz;

/// <summary>ONNX files: a small classifier in several forms, and files that try to be slow.</summary>
internal static class Onnx
{
    public static IReadOnlyList<byte[]> All { get; } =
    [
        OnnxModels.Classifier().File("logits", 0, 3, 8, 8),
        OnnxModels.Classifier().Node("Softmax", ["logits"], ["p2"]).File("p2", 1, 3, 8, 8),
        new OnnxModels().Tensor("w", 10, 3, 8, 8).Tensor("s", 3).Node("BatchNormalization", ["image", "s", "s", "s", "s"], ["n"])
            .Node("Conv", ["n", "w"], ["c"]).Node("Shape", ["c"], ["shape"]).Node("Reshape", ["c", "shape"], ["r"])
            .Node("Flatten", ["r"], ["logits"]).File("logits", 1, 3, 8, 8),
        new OnnxModels { Opset = 9 }.Tensor("w", 192, 10)
            .Node("Slice", ["image"], ["s"], "", ("starts", [0, 0]), ("ends", [8, 8]), ("axes", [2, 3])).Node("Flatten", ["s"], ["f"])
            .Node("MatMul", ["f", "w"], ["m"]).Node("Identity", ["m"], ["logits"]).File("logits", 1, 3, 8, 8),
    ];

    /// <summary>Many calls that each work on much: chains, long lists of sizes, one vector read again and again, the same names.</summary>
    public static byte[] Slow(FuzzRandom random, int length)
    {
        OnnxModels model = new();
        int kind = random.Below(6), calls = Math.Max(1, length / 24);
        model.Tensor("v", 64).Tensor("m", 64, 64);
        string value = "image";
        for (int i = 0; i < calls; i++)
        {
            string next = kind == 5 ? "same" : $"{i:x}";
            _ = kind switch
            {
                0 => model.Node("Relu", [value], [next]),
                1 => model.Node("Add", [value, "v"], [next]),
                2 => model.Node("Shape", ["image"], [next]),
                3 => model.Node("Transpose", [i == 0 ? "m" : value], [next]),
                4 => model.Node("Concat", i == 0 ? ["v", "v"] : [value, "v"], [next], "", ("axis", [0])),
                _ => model.Node("Identity", ["v"], [next]),
            };
            value = next;
        }

        return model.File(value, 1, 3, 64, 64);
    }
}
