using System.Text;

namespace Nad.Fuzz;

/// <summary>Puts opcodes with arguments of their own into a pickle, so that what follows still parses.</summary>
internal static class PickleMutation
{
    private static readonly string[] Pieces =
    [
        "N", "0", "1", "2", "(", ")", "]", "}", "t", "l", "d", "a", "e", "s", "u", "b", "R", "o", "Q", ".", "\u0081", "\u0085", "\u0086",
        "\u0087", "\u0088", "\u0089", "\u008f", "\u0090", "\u0091", "\u0092", "\u0093", "\u0094", "K\u0007", "M\u00ff\u00ff",
        "J\u00ff\u00ff\u00ff\u00ff", "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u008b\u00ff\u00ff\u00ff\u007f",
        "G\u007f\u00f0\0\0\0\0\0\0", "X\u0001\0\0\0a", "X\u00ff\u00ff\u00ff\u00ff",
        "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "\u008e\0\0\0\0\0\0\0\u0080", "h\0", "h\u0001", "h\u0004", "q\0",
        "q\u0001", "j\u00ff\u00ff\u00ff\u00ff", "r\u00ff\u00ff\u00ff\u00ff", "\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
        "\u0080\u0006", "\u0097", "\u0098", "\u0082\u0001", "P0\n", "I01\n", "L99L\n", "Fnan\n", "S'a'\n", "Va\n", "p0\n", "g0\n",
        "ccollections\nOrderedDict\n", "ccollections\nCounter\n", "cbuiltins\nset\n", "cbuiltins\nbytes\n", "c_codecs\nencode\n",
        "ctorch\nSize\n", "ctorch\ndevice\n", "ctorch\nFloatStorage\n", "ctorch._utils\n_rebuild_tensor_v2\n",
        "ctorch._utils\n_rebuild_tensor_v3\n", "ctorch._utils\n_rebuild_parameter\n", "cnumpy\ndtype\n", "cnumpy.core.multiarray\nscalar\n",
        "cos\nsystem\n", "ios\nsystem\n", "cargparse\nNamespace\n", "cpathlib\nPosixPath\n", "ccollections\ndefaultdict\n",
        "cdatetime\ndatetime\n", "c__builtin__\nfrozenset\n", "cfunctools\npartial\n", "ctorch.torch_version\nTorchVersion\n",
        "ctorch.nn.modules.conv\nConv2d\n", "ctorch.nn.modules.container\nSequential\n", ")\u0081", ")\u0081}b", "}X\u0007\0\0\0forwardNsb",
        "X\u0008\0\0\0_modules}", "X\u000b\0\0\0_parameters}", "X\u000e\0\0\0_forward_hooks}NNs", "cbuiltins\neval\n", "(S'echo'\ntR",
        "\u008c\u0002os\u008c\u0006system\u0093",
    ];

    public static byte[] Apply(byte[] pickle, FuzzRandom random)
    {
        int at = random.Below(pickle.Length + 1), skip = random.OneIn(3) ? Math.Min(random.Below(4), pickle.Length - at) : 0;
        StringBuilder pieces = new();
        for (int n = 1 + random.Below(3); n > 0; n--)
        {
            string piece = random.Pick(Pieces);
            for (int repeat = random.OneIn(10) ? 1 + random.Below(3000 / piece.Length) : 1; repeat > 0; repeat--) pieces.Append(piece);
        }

        return [.. pickle[..at], .. Encoding.Latin1.GetBytes(pieces.ToString()), .. pickle[(at + skip)..]];
    }
}
