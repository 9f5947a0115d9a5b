using Nad.Files.Checkpoints;
using Nad.Files.Checkpoints.Writing;
using Nad.Files.Onnx.Import;

namespace Nad.Files.Onnx;

/// <summary>
/// The template of an ONNX file: initialisers are replaced, every other field stays. Weights that lay beside the model move into it.
/// </summary>
internal sealed class OnnxTemplate(ReadOnlyMemory<byte> file, OnnxModel model, IReadOnlyList<OnnxUse> uses) : CheckpointTemplate
{
    /// <inheritdoc/>
    public override CheckpointFormat Format => CheckpointFormat.Onnx;

    /// <inheritdoc/>
    public override void Check()
    {
        long beside = model.Tensors.Where(t => t.Beside.Length > 0).Sum(t => (long)t.Content.Length);
        if (file.Length + beside > int.MaxValue - (1 << 20))
            throw new UnsupportedInputException(
                "The ONNX model with the weights beside it is larger than 2 GB, the most that one ONNX file holds.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Rounded(IReadOnlyList<NamedTensor> tensors) => tensors;

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Complete(IReadOnlyList<NamedTensor> tensors) => tensors;

    private protected override byte[] Bytes(IReadOnlyList<NamedTensor> tensors) =>
        OnnxWriter.Write(file, model, uses, tensors.ToDictionary(t => t.Name, t => t.Data, StringComparer.Ordinal));
}
