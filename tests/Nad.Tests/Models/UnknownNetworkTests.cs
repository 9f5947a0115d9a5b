using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Tests.Data;
using Nad.Torch;

namespace Nad.Tests.Models;

/// <summary>A file of no known network says which family is nearest, what differs, and how to bring the network instead.</summary>
public sealed class UnknownNetworkTests
{
    [Theory]
    [InlineData("resnet18", "layer1.0.se.fc1.weight", "looks like resnet18, but also has layer1.0.se.fc1.weight")]
    [InlineData("vit", "head.bias", "looks like vit-4-128, but also has head.bias")]
    [InlineData("", "stem.conv.weight", "its names are those of no known family")]
    public void It_is_told_what_differs_and_how_to_export_the_network(string near, string stray, string expected)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "m.safetensors");
        NamedTensor added = new(stray, StoredNetwork.Weights(stray, [4, 64, 1, 1])),
            other = new("b.weight", StoredNetwork.Weights("b.weight", [4, 4]));
        SafeTensorsFile.Write(path, [added, .. near.Length > 0 ? StoredNetwork.State(StoredNetwork.Read(near)) : [other]]);

        string message = Assert.Throws<UnsupportedInputException>(() => ModelFile.Load(path, Device.Cpu)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("torch.onnx.export(model.eval()", message, StringComparison.Ordinal);
        Assert.Contains($"{stray} [4, 64, 1, 1]", message, StringComparison.Ordinal);
    }
}
