using System.Text;

namespace Nad.Fuzz;

/// <summary>Pickles without storages, as Python's own <c>pickle.dump</c> writes them.</summary>
internal static class Pickles
{
    public static IReadOnlyList<byte[]> All { get; } =
    [
        // {"epoch": 3, "names": ["a", "b"], "best": 0.5} by protocols 2 and 4; a text pickle of a dict; a numpy scalar.
        Bytes(
            "\u0080\u0002}q\0(X\u0005\0\0\0epochq\u0001K\u0003X\u0005\0\0\0namesq\u0002]q\u0003(X\u0001\0\0\0aq\u0004X\u0001\0\0\0bq"
            + "\u0005eX\u0004\0\0\0bestq\u0006G?\u00e0\0\0\0\0\0\0u."),
        Bytes(
            "\u0080\u0004\u0095\u0020\0\0\0\0\0\0\0}\u0094(\u008c\u0005epoch\u0094K\u0003\u008c\u0005names\u0094]\u0094(\u008c\u0001a\u0094"
            + "\u008c\u0001b\u0094eu."),
        Bytes("(dp0\nVepoch\np1\nI3\nsVnames\np2\n(lp3\nVa\np4\nas."),
        Bytes(
            "\u0080\u0002}X\u0004\0\0\0bestcnumpy.core.multiarray\nscalar\nq\0cnumpy\ndtype\nq\u0001X\u0002\0\0\0f8K\0K\u0001\u0087Rq"
            + "\u0002(K\u0003X\u0001\0\0\0<NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tbC\u0008\0\0\0\0\0\0\u00e0?\u0086Rs."),
        Bytes(
            "\u0080\u0002ccollections\nOrderedDict\nq\0)Rq\u0001(X\u0001\0\0\0aq\u0002ctorch._utils\n_rebuild_tensor_v2\n"
            + "q\u0003((X\u0007\0\0\0storageq\u0004ctorch\nFloatStorage\n"
            + "q\u0005X\u0001\0\0\00q\u0006X\u0003\0\0\0cpuq\u0007K\u0004NtQK\0K\u0002K\u0002\u0086K\u0002K\u0001\u0086\u0089h\0)RtRu."),
    ];

    private static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);
}
