namespace Nad.Files.Checkpoints;

/// <summary>What the content of a file says it is; the name and the extension play no part.</summary>
public enum CheckpointFormat
{
    /// <summary>None that is read here; <see cref="CheckpointFile.Kind"/> says in words what it looks like.</summary>
    Unsupported,

    /// <summary>
    /// Stream of five pickles and raw storages: <c>torch.save</c> before 1.6, or with <c>_use_new_zipfile_serialization=False</c>.
    /// </summary>
    TorchLegacy,

    /// <summary>Zip archive with <c>data.pkl</c> and <c>data/N</c>: <c>torch.save</c> from 1.6 on.</summary>
    TorchZip,

    /// <summary>safetensors: a JSON header and raw bytes.</summary>
    SafeTensors,

    /// <summary>A pickle without storages, as Python's own <c>pickle.dump</c> writes it.</summary>
    BarePickle,

    /// <summary>ONNX: the network and its weights as protobuf.</summary>
    Onnx,
}
