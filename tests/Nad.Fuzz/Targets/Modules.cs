using System.IO.Compression;
using System.Text;

namespace Nad.Fuzz;

/// <summary>
/// Whole pickled networks: a Sequential of a linear layer and a ReLU, harmless as torch writes it, and with what an attacker adds.
/// </summary>
internal static class Modules
{
    // What lies beside the weights in an attribute, among the hooks, or around the network. Each must be read as data or refused.
    private static readonly string[] Additions =
    [
        "", "X\u0004\0\0\0noteK\u0003", "X\u0007\0\0\0forwardctorch\nTensor\n", "X\u000e\0\0\0_forward_hooks}K\0ctorch\nTensor\ns",
        "X\u0004\0\0\0selfh\u0001", "X\u0005\0\0\0tuple((K\u0001K\u0001t(K\u0001tt",
        "X\u0004\0\0\0partcfunctools\npartial\nctorch.nn.modules.normalization\nLayerNorm\n\u0085R",
        "X\u0004\0\0\0argscargparse\nNamespace\n)R}X\u0002\0\0\0lrG?\u00b9\u0099\u0099\u0099\u0099\u0099\u009asb",
        "X\u0004\0\0\0pathcpathlib\nPosixPath\n(X\u0001\0\0\0/X\u0001\0\0\0atR",
        "X\u0004\0\0\0dictccollections\ndefaultdict\nc__builtin__\ndict\n\u0085R",
        "X\u0004\0\0\0timecdatetime\ndatetime\nC\n\u0007\u00e8\u0001\u0001\0\0\0\0\0\0\u0085R",
    ];

    public static IReadOnlyList<byte[]> Zips { get; } =
        [Zip(Layers()), .. Additions.Select(a => Zip(Network(a))), Zip("\u0080\u0002}X\u0005\0\0\0model" + Network("")[2..^1] + "s.")];

    public static IReadOnlyList<byte[]> Legacy { get; } = [.. Additions.Take(4).Select(a => Stream(Network(a)))];

    private static byte[] Zip(string pickle) =>
        Archives.Of(
            CompressionLevel.NoCompression,
            ("m/data.pkl", Bytes(pickle)),
            ("m/data/0", new byte[16]),
            ("m/data/1", new byte[8]),
            ("m/version", Bytes("3\n")));

    private static byte[] Stream(string pickle) =>
    [
        .. Bytes("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."), .. Bytes("\u0080\u0002M\u00e9\u0003."),
        .. Bytes("\u0080\u0002}X\r\0\0\0little_endian\u0088s."), .. Bytes(pickle), .. Bytes("\u0080\u0002](X\u0001\0\0\00X\u0001\0\0\01e."),
        .. BitConverter.GetBytes(4L), .. new byte[16], .. BitConverter.GetBytes(2L), .. new byte[8],
    ];

    // Every kind of attribute that a network is followed by.
    private static string Layers()
    {
        string window = Pair("kernel_size", 1, 1) + Pair("stride", 1, 1) + Pair("padding", 0, 0) + Pair("dilation", 1, 1);
        string conv = Module(
            "torch.nn.modules.conv",
            "Conv2d",
            window + "X\u0006\0\0\0groupsK\u0001X\u000c\0\0\0padding_modeX\u0005\0\0\0zeros",
            Parameter("weight", 0, 4, "(K\u0002K\u0002K\u0001K\u0001t(K\u0002K\u0001K\u0001K\u0001t"),
            "");
        string norm = Module(
            "torch.nn.modules.normalization",
            "GroupNorm",
            "X\u0003\0\0\0epsG>\u00e4\u00f8\u00b5\u0088\u00e3h\u00f1X\n\0\0\0num_groupsK\u0001",
            Parameter("weight", 1, 2, "K\u0002\u0085K\u0001\u0085"),
            "");
        string pool = Module(
            "torch.nn.modules.pooling",
            "MaxPool2d",
            "X\u000b\0\0\0kernel_sizeK\u0001X\u0006\0\0\0strideNX\u0007\0\0\0paddingK\0X\u0008\0\0\0dilationK\u0001X\t"
                + "\0\0\0ceil_mode\u0088",
            "",
            "");
        string pad =
            Module("torch.nn.modules.padding", "ZeroPad2d", "X\u0007\0\0\0padding(K\u0001K\u0001K\0K\0tX\u0005\0\0\0valueK\0", "", "");
        string mean = Module("torch.nn.modules.pooling", "AdaptiveAvgPool2d", "X\u000b\0\0\0output_sizeK\u0001", "", "");
        string flat =
            Module("torch.nn.modules.flatten", "Flatten", "X\t\0\0\0start_dimK\u0001X\u0007\0\0\0end_dimJ\u00ff\u00ff\u00ff\u00ff", "", "");
        string dropped = Module("torch.nn.modules.dropout", "Dropout", "X\u0001\0\0\0pG?\u00e0\0\0\0\0\0\0", "", "");
        string linear =
            Module("torch.nn.modules.linear", "Linear", "", Parameter("weight", 0, 4, "K\u0002K\u0002\u0086K\u0002K\u0001\u0086"), "");
        string[] layers = [conv, norm, pool, pad, mean, flat, dropped, linear];
        return "\u0080\u0002"
            + Module("torch.nn.modules.container", "Sequential", "", "", string.Concat(layers.Select((l, i) => $"X\u0001\0\0\0{i}{l}")))
            + ".";
    }

    private static string Pair(string name, int a, int b) => $"X{(char)name.Length}\0\0\0{name}K{(char)a}K{(char)b}\u0086";

    // memo 1: the network itself.
    private static string Network(string addition)
    {
        string linear = Module(
            "torch.nn.modules.linear",
            "Linear",
            "X\u000b\0\0\0in_featuresK\u0002",
            Parameter("weight", 0, 4, "K\u0002K\u0002\u0086K\u0002K\u0001\u0086") + Parameter("bias", 1, 2, "K\u0002\u0085K\u0001\u0085"),
            "");
        string relu = Module("torch.nn.modules.activation", "ReLU", "X\u0007\0\0\0inplace\u0089", "", "");
        return "\u0080\u0002"
            + Module(
                "torch.nn.modules.container", "Sequential", addition, "", "X\u0001\0\0\00" + linear + "X\u0001\0\0\01" + relu, "q\u0001")
            + ".";
    }

    private static string Module(string module, string name, string attributes, string parameters, string children, string memo = "") =>
        $"c{module}\n{name}\n)\u0081{memo}}}(X\u0008\0\0\0training\u0088X\u000b\0\0\0_parametersccollections\nOrderedDict\n)R({parameters}u"
        + "X\u0008\0\0\0_buffersccollections\nOrderedDict\n)RX\u001b\0\0\0_non_persistent_buffers_setc__builtin__\nset\n"
        + "]\u0085RX\u000f\0\0\0_backward_hooksccollections\nOrderedDict\n)R"
        + $"X\u0008\0\0\0_modulesccollections\nOrderedDict\n)R({children}u{attributes}ub";

    private static string Parameter(string name, int key, int count, string sizes) =>
        $"X{(char)name.Length}\0\0\0{name}ctorch._utils\n_rebuild_parameter\nctorch._utils\n_rebuild_tensor_v2\n"
        + $"((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0{key}X\u0003\0\0\0cpuK{(char)count}tQK\0{sizes}\u0089"
        + "ccollections\nOrderedDict\n)RtR\u0088ccollections\nOrderedDict\n)R\u0087R";

    private static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);
}
