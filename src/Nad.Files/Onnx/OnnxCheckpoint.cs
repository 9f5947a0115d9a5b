using Nad.Files.Checkpoints;
using Nad.Files.Graphs;
using Nad.Files.Onnx.Import;

namespace Nad.Files.Onnx;

/// <summary>An ONNX file as a checkpoint: the tensors that training moves, and the network itself.</summary>
internal static class OnnxCheckpoint
{
    /// <exception cref="NadException">As for <see cref="OnnxFile.Parse"/> and <see cref="OnnxImporter.Import"/>.</exception>
    public static Checkpoint Read(CheckpointFile file)
    {
        OnnxModel model = OnnxFile.Parse(file.Bytes, file.Path);
        OnnxNetwork network = OnnxImporter.Import(model);
        Graph graph = network.Height == network.Width ? network.Graph with { Side = network.Height } : network.Graph;
        List<string> notes =
        [
            $"ONNX of {(model.Producer.Length > 0 ? Printable.Of(model.Producer, 40) : "an unnamed exporter")}, opset {model.Opset}: "
                + $"{network.Classes} classes, images of {network.Width}x{network.Height}."
        ];
        if (network.HadSoftmax) notes.Add("The softmax at its end is left out while it is trained and measured, and stays in the file.");
        if (!graph.Nodes.Any(n => n.Operator is Op.BatchNorm) && graph.Nodes.Any(n => n.Operator is Op.Conv2d))
        {
            notes.Add(
                $"It has no batch norms; if its exporter folded them into the convolutions, it can be trained at gentle rates only. "
                + $"Better is a file with them: {OnnxAdvice.Export}");
        }

        OrderedDictionary<string, object?> metadata = new() { ["producer"] = model.Producer };
        foreach ((string key, string text) in model.Metadata) metadata[key] = text;
        return new Checkpoint(
            file, [.. graph.Tensors.Where(t => t.Role != TensorRole.Constant).Select(t => new NamedTensor(t.Name, t.Data!))], graph, notes)
        {
            Metadata = metadata,
            Template = new OnnxTemplate(file.Bytes, model, network.Uses),
        };
    }
}
