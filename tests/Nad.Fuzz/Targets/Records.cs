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

    public static byte[] GtsrbLabels { get; } =
        "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\r\n00000.ppm;2;2;0;0;1;1;16\r\n00001.ppm;2;2;0;0;1;1;1\r\n"u8.ToArray();

    public static IReadOnlyDictionary<string, byte[]> GtsrbOthers { get; } = new Dictionary<string, byte[]>
    {
        ["GTSRB/Final_Training/Images/00000/00000_00000.ppm"] = Ppm,
        ["GTSRB/Final_Training/Images/00000/GT-00000.csv"] =
            "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\r\n00000_00000.ppm;2;2;0;0;1;1;0\r\n"u8.ToArray(),
        ["GTSRB/Final_Test/Images/00000.ppm"] = Ppm,
        ["GTSRB/Final_Test/Images/00001.ppm"] = Ppm,
    };

    public static byte[] ClassList { get; } = "airplane\nautomobile\r\ncaf\u00e9\n"u8.ToArray();

    public static byte[] KaggleLabels { get; } =
    [
        .. "Width,Height,Roi.X1,Roi.Y1,Roi.X2,Roi.Y2,ClassId,Path\r\n"u8,
        .. "2,2,0,0,1,1,16,Test/00000.png\r\n2,2,0,0,1,1,1,Test/00001.png\r\n"u8,
    ];

    public static IReadOnlyDictionary<string, byte[]> KaggleOthers { get; } = new Dictionary<string, byte[]>
    {
        ["Train/0/00000_00000_00000.ppm"] = Ppm,
        ["Train/16/00016_00000_00000.ppm"] = Ppm,
        ["Test/00000.ppm"] = Ppm,
        ["Test/00001.ppm"] = Ppm,
    };

    public static byte[] Ppm => [.. "P6 2 2 255\n"u8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    // Two labels: the coarse and the fine one.
    public static byte[] Cifar100(int images)
    {
        byte[] file = new byte[images * 3074];
        for (int i = 0; i < file.Length; i++) file[i] = i % 3074 < 2 ? (byte)(i % 3074) : (byte)(i * 29);
        return file;
    }

    public static byte[] Cifar(int images)
    {
        byte[] file = new byte[images * 3073];
        for (int i = 0; i < file.Length; i++) file[i] = i % 3073 == 0 ? (byte)(i / 3073 % 10) : (byte)(i * 31);
        return file;
    }
}
