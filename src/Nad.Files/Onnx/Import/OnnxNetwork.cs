using Nad.Files.Graphs;

namespace Nad.Files.Onnx.Import;

/// <summary>The network of an ONNX file, ready to run.</summary>
/// <param name="Graph">The network, from pixels as the file wants them to logits.</param>
/// <param name="Channels">Planes of an image.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="Classes">Logits.</param>
/// <param name="HadSoftmax">Whether a softmax at the end was taken off.</param>
/// <param name="ChannelsLast">Whether the file takes images as N×H×W×C; the graph takes N×C×H×W all the same.</param>
/// <param name="Uses">Where the graph's tensors stand in the file.</param>
public sealed record OnnxNetwork(
    Graph Graph, int Channels, int Height, int Width, int Classes, bool HadSoftmax, bool ChannelsLast, IReadOnlyList<OnnxUse> Uses);
