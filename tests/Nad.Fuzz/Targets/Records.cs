namespace Nad.Fuzz;

/// <summary>CIFAR-10's binary files with a few made-up images.</summary>
internal static class Records
{
    public static byte[] CifarNames { get; } = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"u8.ToArray();

    public static IReadOnlyDictionary<string, byte[]> CifarOthers { get; } = new Dictionary<string, byte[]>
    {
        ["data_batch_2.bin"] = Cifar(1),
        ["data_batch_3.bin"] = Cifar(1),
        ["data_batch_4.bin"] = Cifar(1),
        ["data_batch_5.bin"] = Cifar(1),
        ["test_batch.bin"] = Cifar(2),
    };

    public static byte[] Cifar(int images)
    {
        byte[] file = new byte[images * 3073];
        for (int i = 0; i < file.Length; i++) file[i] = i % 3073 == 0 ? (byte)(i / 3073 % 10) : (byte)(i * 31);
        return file;
    }
}
