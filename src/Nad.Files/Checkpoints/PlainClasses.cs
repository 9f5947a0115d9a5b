namespace Nad.Files.Checkpoints;

/// <summary>
/// Classes whose values training scripts keep beside the weights and that only hold data: options, paths, times, optimizers. By exact name.
/// Their values become opaque notes, dicts or texts; nothing is imported, and what such a value was made from is not looked into.
/// </summary>
internal static class PlainClasses
{
    // A line: kind, module, names.
    private static readonly (PickleKind Kind, string Module, string Names)[] Lines =
    [
        (PickleKind.Plain, "argparse", "Namespace"),
        (PickleKind.Plain, "types", "SimpleNamespace"),
        (PickleKind.Plain, "pathlib", "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath"),
        (PickleKind.Plain, "pathlib._local", "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath"),
        (PickleKind.Plain, "datetime", "datetime date time timedelta timezone"),
        (PickleKind.Plain, "collections", "deque"),
        (PickleKind.Plain, "decimal", "Decimal"),
        (PickleKind.Plain, "fractions", "Fraction"),
        (PickleKind.Plain, "uuid", "UUID SafeUUID"),
        (PickleKind.Plain, "torch", "Generator"),
        (PickleKind.Plain, "torch.optim.sgd", "SGD"),
        (PickleKind.Plain, "torch.optim.adam", "Adam"),
        (PickleKind.Plain, "torch.optim.adamw", "AdamW"),
        (PickleKind.Plain, "torch.optim.adamax", "Adamax"),
        (PickleKind.Plain, "torch.optim.adagrad", "Adagrad"),
        (PickleKind.Plain, "torch.optim.adadelta", "Adadelta"),
        (PickleKind.Plain, "torch.optim.rmsprop", "RMSprop"),
        (PickleKind.Plain, "torchvision.transforms.functional", "InterpolationMode"),
        (PickleKind.Plain, "PIL.Image", "Image"),
        (PickleKind.Plain, "PIL.PngImagePlugin", "PngImageFile"),
        (PickleKind.Plain, "PIL.JpegImagePlugin", "JpegImageFile"),
        (PickleKind.Plain, "omegaconf.dictconfig", "DictConfig"),
        (PickleKind.Plain, "omegaconf.listconfig", "ListConfig"),
        (PickleKind.Plain, "omegaconf.base", "Metadata ContainerMetadata"),
        (PickleKind.Plain, "omegaconf.nodes", "AnyNode StringNode IntegerNode FloatNode BooleanNode BytesNode PathNode"),
        (PickleKind.DictLike, "collections", "defaultdict"),
        (PickleKind.DictLike, "easydict", "EasyDict"),
        (PickleKind.DictLike, "addict.addict", "Dict"),
        (PickleKind.DictLike, "munch", "Munch"),
        (PickleKind.DictLike, "yacs.config", "CfgNode"),
        (PickleKind.DictLike, "pytorch_lightning.utilities.parsing", "AttributeDict"),
        (PickleKind.DictLike, "lightning.pytorch.utilities.parsing", "AttributeDict"),
        (PickleKind.DictLike, "lightning.fabric.utilities.data", "AttributeDict"),
        (PickleKind.DictLike, "lightning_fabric.utilities.data", "AttributeDict"),
        (PickleKind.TextLike, "torch.torch_version", "TorchVersion"),
        (PickleKind.NameOnly, "typing", "Any"),
        (PickleKind.NameOnly, "torch", "Tensor strided preserve_format contiguous_format channels_last"),
        (PickleKind.NameOnly, "torch.nn.parameter", "Parameter Buffer UninitializedParameter UninitializedBuffer"),
        (PickleKind.NameOnly, "pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint"),
        (PickleKind.NameOnly, "pytorch_lightning.callbacks.early_stopping", "EarlyStopping"),
        (PickleKind.NameOnly, "numpy", "bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 str_ bytes_"),
    ];

    // Of Python's own types; the same under the name that the module had in Python 2.
    private const string Values = "complex frozenset bytearray slice range";
    private const string Names = "dict list tuple int float str bool object";

    /// <summary>Every name with what it stands for.</summary>
    public static IEnumerable<(PickleKind Kind, string Module, string Name)> All
    {
        get
        {
            foreach ((PickleKind kind, string module, string names) in Lines)
            {
                foreach (string name in names.Split(' ')) yield return (kind, module, name);
            }

            foreach (string module in (string[])["builtins", "__builtin__"])
            {
                foreach (string name in Values.Split(' ')) yield return (PickleKind.Plain, module, name);
                foreach (string name in Names.Split(' ')) yield return (PickleKind.NameOnly, module, name);
            }
        }
    }
}
