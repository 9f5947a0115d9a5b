using System.Globalization;
using System.IO.Compression;
using System.Text;
using Nad.Data;
using Nad.TestSupport;

namespace Nad.Tests.Data.Gtsrb;

public sealed class GtsrbSourceTests
{
    private const string Header = "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\n";

    [Theory]
    [InlineData("GTSRB")]
    [InlineData("around/GTSRB")]
    [InlineData("")]
    public void A_folder_and_its_zip_read_the_same_whatever_is_around(string around)
    {
        using TemporaryFolder temporary = Fake($"set/{around}");
        string folder = Path.Combine(temporary.Path, "set");

        GtsrbSource[] sources =
        [
            new(folder),
            new(temporary.Zip("set")),
            new(temporary.Zip("set", CompressionLevel.NoCompression, includeFolder: true), threads: 1)
        ];
        foreach (GtsrbSource source in sources)
        {
            ImageSet train = source.LoadTrain(), test = source.LoadTest()!;
            Assert.Equal((43, false), (source.ClassCount, source.FlipIsSafe));
            Assert.Equal([0, 0, 0, 0, 7, 7], train.Labels);
            Assert.Equal([0, 0, 1, 1, 700_003, 700_003], train.Groups!);
            Assert.Equal((32, 32, 32, 32), (train.Height, train.Width, test.Height, test.Width));
            // Each fake image has one colour of its own.
            Assert.Equal([10, 11, 12, 13, 14, 15], Enumerable.Range(0, 6).Select(i => (int)train.Image(i)[0]));
            Assert.Equal([7, 0], test.Labels);
            Assert.Equal([22, 20], Enumerable.Range(0, 2).Select(i => (int)test.Image(i)[1500]));
            Assert.Null(test.Groups);
            ImageSet some = source.LoadTrain(known => [5, 2]);
            Assert.Equal(train.Subset([5, 2]).Fingerprint(), some.Fingerprint());
            Assert.Equal([train.Groups![5], train.Groups[2]], some.Groups!);
            Assert.Equal("15x16 to 20x21", source.StoredSizes(test: false).ToString());
            Assert.Equal("17x18", source.StoredSizes(test: true).ToString());
        }
    }

    [Fact]
    public void What_is_missing_is_counted_and_told()
    {
        using TemporaryFolder temporary = Fake("set");
        IDataSource source = DataSpec.Parse($"gtsrb:{temporary.Path}/set").Open();
        Assert.Equal(
            [
                $"41 of the 43 classes have no training image: {string.Join(", ", Enumerable.Range(1, 42).Where(c => c != 7))}.",
                "1 of the 3 training images that the annotations name are not there; the others are used.",
                "1 of the 3 test images that GT-final_test.csv names are not there; rates are of the other 2.",
                "1 test images are left out: GT-final_test.csv does not name them.",
            ],
            source.Remarks);
    }

    [Fact]
    public void Test_images_without_labels_make_no_test_split_and_labels_without_images_are_an_error()
    {
        using TemporaryFolder temporary = Fake("set");
        File.Move(
            Path.Combine(temporary.Path, "set/Final_Test/GT-final_test.csv"),
            Path.Combine(temporary.Path, "set/Final_Test/GT-final_test.test.csv"));
        GtsrbSource unlabelled = new(Path.Combine(temporary.Path, "set"));
        Assert.Null(unlabelled.LoadTest());
        Assert.Contains(unlabelled.Remarks, r => r.StartsWith("There is no test split: 3 test images are there", StringComparison.Ordinal));

        Directory.Delete(Path.Combine(temporary.Path, "set/Final_Test/Images"), recursive: true);
        temporary.Write("set/GT-final_test.csv", Encoding.ASCII.GetBytes(Header + Line("00000.ppm", 3)));
        GtsrbSource labelled = new(Path.Combine(temporary.Path, "set"));
        Assert.Contains(
            "not one of the test images", Assert.Throws<NadException>(() => labelled.LoadTest()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "line 1: the file is empty")]
    [InlineData("File,Width,ClassId\n", "line 1: the first line must name columns")]
    [InlineData(Header + "00000.ppm;1;2\n", "line 2: 8 columns are needed, but there are 3")]
    [InlineData(Header + "00000.ppm;1;2;3;4;5;6;x\n", "line 2: 'x' is no whole number")]
    [InlineData(Header + "00000.ppm;1;2;3;4;5;-6;1\n", "line 2: '-6' is no whole number")]
    [InlineData(Header + "\n00000.ppm;1;2;3;4;5;6;43\n", "line 3: the class is 43, but the classes are 0 to 42")]
    [InlineData(Header + "../00000.ppm;1;2;3;4;5;6;4\n", "is no name of an image")]
    [InlineData(Header + "00000.ppm;1;2;3;4;5;6;4\n00000.ppm;1;2;3;4;5;6;4\n", "00000.ppm is named twice")]
    public void A_broken_annotation_file_is_named_with_its_line(string content, string expected)
    {
        using TemporaryFolder temporary = Fake("set");
        temporary.Write("set/Final_Test/GT-final_test.csv", Encoding.ASCII.GetBytes(content));
        DamagedFileException e = Assert.Throws<DamagedFileException>(() => new GtsrbSource(Path.Combine(temporary.Path, "set")));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("GT-final_test.csv", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_annotations_are_read_or_refused_and_nothing_else()
    {
        byte[] whole = Encoding.ASCII.GetBytes(Header + string.Concat(Enumerable.Range(0, 20).Select(i => Line($"{i:D5}.ppm", i))));
        RandomStream random = new(3, "mutations");
        int refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] file = i % 4 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (i % 4 != 0) file[random.Next(file.Length)] = (byte)random.Next(256);
            try
            {
                Assert.All(GtsrbAnnotations.Parse(file, "x.csv", 43), line => Assert.InRange(line.Label, 0, 42));
            }
            catch (DamagedFileException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 2000);
    }

    [Theory]
    [InlineData("is class 43, but", "Final_Training/Images/00043/00000_00000.ppm")]
    [InlineData("the same training image", "Final_Training/copy/00000/00000_00000.ppm")]
    [InlineData("the same test image", "Final_Test/Images/copy/00000.ppm")]
    [InlineData("is there 2 times", "GT-final_test.csv")]
    public void A_layout_that_does_not_fit_is_explained(string expected, string file)
    {
        using TemporaryFolder temporary = Fake("set");
        temporary.Write("set/" + file, Ppm(4, 4, 1));
        NadException e = Assert.Throws<NadException>(() => new GtsrbSource(Path.Combine(temporary.Path, "set")));
        Assert.Contains(expected.Replace("is class", "of class", StringComparison.Ordinal), e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Train/0/00000_00000_00000.png Train/0/00000_00000_00001.png Train/7/00007_00003_00000.png Test/00000.png "
            + "Test/00001.png Meta/0.png",
        "Test.csv",
        true,
        "0 0 700003",
        "")]
    [InlineData(
        "Train/00000/00000_00000.ppm Train/00000/00000_00001.ppm Train/00007/00003_00000.ppm Test/00000.ppm Test/00001.ppm",
        "Test/GT-final_test.csv",
        false,
        "0 0 700003",
        "")]
    [InlineData("Images/00000/00000_00000.ppm Images/00007/00003_00000.ppm", "", false, "0 700003", "There is no test split")]
    [InlineData("00000/00000_00000.ppm 00007/00003_00000.ppm", "", false, "0 700003", "There is no test split")]
    [InlineData(
        "Final_Training/Images/00007/00003_00000.ppm Final_Test/Images/00000.png Final_Test/Images/00001.png",
        "GT-final_test.csv",
        false,
        "700003",
        "2 test images are there in another format than GT-final_test.csv says and were taken, such as 00001.png for 00001.ppm.")]
    [InlineData(
        "Final_Training/Images/00007/00003_00000.ppm Final_Training/Images/00007/00003_00000.png Final_Test/Images/00000.ppm "
            + "Final_Test/Images/00001.ppm Final_Test/Images/00001.png",
        "GT-final_test.csv",
        false,
        "700003",
        "1 test images are copies of others in another format beside them and are left out.")]
    [InlineData(
        "Train/7/00007_00003_00000.png train/7/00007_00003_00000.png Test/00000.png Test/00001.png test/00000.png test/00001.png",
        "Test.csv",
        true,
        "700003",
        "1 images in train/ are left out: those in Train/ are used.")]
    [InlineData("Final_Test/Images/00000.ppm Final_Test/Images/00001.ppm", "GT-final_test.csv", false, "", "")]
    public void Layouts_of_others_are_read(string files, string labels, bool kaggle, string tracks, string said)
    {
        using TemporaryFolder temporary = new();
        byte value = 30;
        foreach (string file in files.Split(' ')) temporary.Write("set/" + file, Ppm(4, 4, value++));
        string text = kaggle
            ? "Width,Height,Roi.X1,Roi.Y1,Roi.X2,Roi.Y2,ClassId,Path\n4,4,0,0,3,3,7,Test/00001.png\n4,4,0,0,3,3,0,Test/00000.png\n"
            : Header + Line("00001.ppm", 7) + Line("00000.ppm", 0);
        if (labels.Length > 0) temporary.Write("set/" + labels, Encoding.ASCII.GetBytes(text));

        foreach (string place in (string[])["set", temporary.Zip("set")])
        {
            GtsrbSource source = new(Path.Combine(temporary.Path, place));
            Assert.Equal(tracks.Length > 0, source.HasTrain);
            if (source.HasTrain) Assert.Equal(tracks, string.Join(' ', source.LoadTrain().Groups!));
            else
                Assert.Contains(
                    "no training image of GTSRB", Assert.Throws<NadException>(() => source.LoadTrain()).Message, StringComparison.Ordinal);
            Assert.Equal(labels.Length > 0 ? [7, 0] : null, source.LoadTest()?.Labels);
            if (said.Length > 0) Assert.Contains(source.Remarks, remark => remark.StartsWith(said, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_image_whose_name_and_folder_disagree_on_its_class_is_an_error()
    {
        using TemporaryFolder temporary = new();
        temporary.Write("set/Train/8/00007_00003_00000.png", Ppm(4, 4, 1));
        Assert.Contains(
            "is of class 7 by its name, but lies in the folder of class 8",
            Assert.Throws<DamagedFileException>(() => new GtsrbSource(Path.Combine(temporary.Path, "set"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_without_the_layout_is_told_what_is_expected()
    {
        using TemporaryFolder temporary = new();
        temporary.Write("set/a/1.png", ImageFixtures.Read("rgb8.png"));
        foreach (string path in (string[])["set", "nowhere"])
        {
            Assert.Contains(
                "GTSRB/Final_Training/Images",
                Assert.Throws<NadException>(() => new GtsrbSource(Path.Combine(temporary.Path, path))).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_class_that_the_annotations_and_the_folder_disagree_on_is_an_error()
    {
        using TemporaryFolder temporary = Fake("set");
        temporary.Write("set/Final_Training/Images/00007/GT-00007.csv", Encoding.ASCII.GetBytes(Header + Line("00003_00000.ppm", 8)));
        Assert.Contains(
            "lies in the folder of class 7",
            Assert.Throws<DamagedFileException>(() => new GtsrbSource(Path.Combine(temporary.Path, "set"))).Message,
            StringComparison.Ordinal);
    }

    private static TemporaryFolder Fake(string root)
    {
        TemporaryFolder temporary = new();
        string prefix = root.TrimEnd('/') + "/";
        string[] train =
        [
            "00000/00000_00000", "00000/00000_00001", "00000/00001_00000", "00000/00001_00001", "00007/00003_00000", "00007/00003_00001"
        ];
        for (int i = 0; i < train.Length; i++)
            temporary.Write($"{prefix}Final_Training/Images/{train[i]}.ppm", Ppm(15 + i, 16 + i, (byte)(10 + i)));
        temporary.Write(
            prefix + "Final_Training/Images/00007/GT-00007.csv",
            Encoding.ASCII.GetBytes(Header + Line("00003_00000.ppm", 7) + Line("00003_00001.ppm", 7) + Line("00003_00002.ppm", 7)));
        for (int i = 0; i < 3; i++) temporary.Write($"{prefix}Final_Test/Images/{i:D5}.ppm", Ppm(17, 18, (byte)(20 + i)));
        temporary.Write(
            prefix + "Final_Test/GT-final_test.csv",
            Encoding.ASCII.GetBytes(
                (Header + Line("00002.ppm", 7) + Line("00000.ppm", 0) + Line("00009.ppm", 1)).ReplaceLineEndings("\r\n")));
        temporary.Write(prefix + "Readme.txt", "GTSRB"u8);
        return temporary;
    }

    private static string Line(string file, int label) => string.Create(CultureInfo.InvariantCulture, $"{file};53;54;6;5;48;49;{label}\n");

    private static byte[] Ppm(int width, int height, byte value) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P6\n{width} {height}\n255\n")),
        .. Enumerable.Repeat(value, width * height * 3)
    ];
}
