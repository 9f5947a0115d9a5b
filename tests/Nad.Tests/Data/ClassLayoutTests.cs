using Nad.Data;
using Nad.TestSupport;

namespace Nad.Tests.Data;

/// <summary>
/// What the folders of users mean: tables of files, classes and what is said. An image is every file with an extension of one.
/// </summary>
public sealed class ClassLayoutTests
{
    public static TheoryData<string, string, string, string> Splits => new()
    {
        // files; classes; images to train on and to test on; what is said
        { "train/{cat,dog}/1.png test/{cat,dog}/1.png", "cat dog", "2 2", "" },
        { "Train/{cat,dog}/1.png Test/{cat,dog}/1.png", "cat dog", "2 2", "" },
        { "train/{cat,dog}/1.png eval/{cat,dog}/1.png", "cat dog", "2 2", "train/ to train on, eval/ to measure on." },
        { "train/{cat,dog}/1.png dev/{cat,dog}/1.png", "cat dog", "2 2", "dev/ to measure on" },
        {
            "seg_train/seg_train/{cat,dog}/1.png seg_test/seg_test/{cat,dog}/{1,2}.png seg_pred/seg_pred/{1,2,3}.png",
            "cat dog",
            "2 4",
            "left out: seg_pred/ (3 images, not in class folders)"
        },
        { "train_set/{cat,dog}/1.png test_set/{cat,dog}/1.png", "cat dog", "2 2", "train_set/ to train on" },
        { "trainSet/{cat,dog}/1.png testSet/{cat,dog}/1.png", "cat dog", "2 2", "trainSet/ to train on" },
        { "Training/{cat,dog}/1.png Validierung/{cat,dog}/1.png", "cat dog", "2 2", "Validierung/ to measure on" },
        { "TRAIN/{cat,dog}/1.png VALID/{cat,dog}/1.png", "cat dog", "2 2", "VALID/ to measure on" },
        { "train2017/{cat,dog}/1.png val2017/{cat,dog}/1.png", "cat dog", "2 2", "val2017/ to measure on" },
        { "train/{cat,dog}/1.png val/{cat,dog}/1.png test/{cat,dog}/{1,2}.png", "cat dog", "2 4", "left out: val/ (2 images)" },
        {
            "train/cat/1.png training/cat/{1,2}.png val/cat/1.png test/cat/1.png",
            "cat",
            "1 1",
            "left out: training/ (2 images), val/ (1 image)"
        },
        { "train/{cat,dog}/1.png test/{1,2,3}.png", "cat dog", "2 -", "left out: test/ (3 images, not in class folders)" },
        { "train/{cat,dog,cow}/1.png val/images/{1,2}.png", "cat cow dog", "3 -", "left out: val/ (2 images" },
        { "train/{cat,dog}/1.png extra/{cat,dog}/1.png", "cat dog", "2 -", "left out: extra/ (2 images)" },
        {
            "train/{cat,dog}/1.png test/{cat,dog}/1.png extra/a/1.png", "cat dog", "2 2", "left out: extra/ (1 image, not in class folders)"
        },
        { "train/{cat,dog,cow}/1.png previews/{1,2}.png", "cat cow dog", "3 -", "left out: previews/" },
        { "train/{cat,dog}/1.png", "cat dog", "2 -", "" },
        { "test/{cat,dog}/1.png", "cat dog", "- 2", "" },
        { "a/b/{cat,dog}/1.png", "cat dog", "2 -", "" },
        { "archive/data/train/{cat,dog}/1.png archive/data/test/{cat,dog}/1.png", "cat dog", "2 2", "" },
        {
            "archive/{cat,dog}/1.png archive/readme.txt readme.txt", "cat dog", "2 -",
            "2 files that are no images by their extension are left out"
        },
        {
            "archive/train/{cat,dog}/1.png archive/logo.png",
            "cat dog",
            "2 -",
            "1 image that lies in no class folder is left out: archive/logo.png"
        },
        // classes that are called like splits
        { "{plane,train,car,ship}/1.png", "car plane ship train", "4 -", "" },
        { "{plane,test}/1.png", "plane test", "2 -", "" },
        {
            "{a,b,c,d,e,f,g,h,i}/1.png train/{steam,electric}/1.png",
            "a b c d e f g h i train",
            "11 -",
            "train/ is taken for a class like the other 9, although it holds folders of images (electric, steam)"
        },
        // no names that say anything
        { "{p,q}/{cat,dog}/1.png", "p q", "4 -", "p, q are taken for classes, although each holds the same folders (cat, dog)" },
        { "{cat,dog}/{1,2}/1.png", "cat dog", "4 -", "taken for classes" },
        {
            "{n01,n02}/images/1.png",
            "n01 n02",
            "2 -",
            "2 images lie in sub-folders of class folders and count for the class, such as n01/images/1.png."
        },
    };

    public static TheoryData<string, string, string> LeftOut => new()
    {
        { "{a,b}/1.png a/0", "a b", "1 file without an extension is left out: a/0." },
        { "{a,b}/1.png a/1.png.1 a/2.png.2", "a b", "2 files that are no images by their extension are left out, such as a/1.png.1." },
        { "{a,b}/1.png 1.png", "a b", "1 image that lies in no class folder is left out: 1.png." },
        { "{a,b}/1.png a/@eaDir/1.png/SYNOPHOTO_THUMB_M.png @eaDir/x.png", "a b", "2 hidden or system files and folders are passed over" },
        {
            "{a,b,lost+found,__pycache__,$RECYCLE.BIN,__MACOSX,.ipynb_checkpoints,@Recycle}/1.png",
            "a b",
            "6 hidden or system files and folders are passed over"
        },
        { "{a,b}/1.png a/{Thumbs.db,.DS_Store,desktop.ini,._1.png}", "a b", "4 hidden or system files and folders are passed over" },
        { "{a,b}/1.png c/", "a b c", "1 class folder holds no image and counts as a class all the same: c." },
        { "{a,b}/1.png c/notes.txt", "a b c", "1 class folder holds no image and counts as a class all the same: c." },
        {
            "{a,b}/1.png a/1/2/3/4/5/6/7/8/9/10/{0,1,2}.png",
            "a b",
            "3 images lie in sub-folders of class folders and count for the class, such as a/1/2/3/4/5/6/7/8/9/10/0.png."
        },
        { "{a,b}/1.png c->/nowhere", "a b c", "1 class folder is a link that leads nowhere: it counts as a class without images: c." },
        { "{a,b}/1.png a/2.png->/nowhere", "a b", "1 link leads nowhere and is left out: a/2.png." },
        { "{a,b}/1.png a/x->x", "a b", "1 link leads nowhere and is left out: a/x." },
    };

    [Theory]
    [MemberData(nameof(Splits))]
    public void Splits_are_told_from_classes_by_what_the_folders_hold(string files, string classes, string counts, string said)
    {
        foreach (bool zip in (bool[])[false, true])
        {
            using TemporaryFolder temporary = new();
            Fill(temporary, files);
            ImageFolderSource source = new(zip ? temporary.Zip("set") : Path.Combine(temporary.Path, "set"));
            string[] images = counts.Split(' ');

            Assert.Equal(classes.Split(' '), source.ClassNames);
            Assert.Equal(images[0] != "-", source.HasTrain);
            Assert.Equal(images[1], source.LoadTest()?.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-");
            if (source.HasTrain)
                Assert.Equal(images[0], source.LoadTrain().Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            else
                Assert.Contains(
                    "there is test/, but no train/",
                    Assert.Throws<NadException>(() => source.LoadTrain()).Message,
                    StringComparison.Ordinal);
            if (said.Length == 0) Assert.Empty(source.Remarks);
            else Assert.Contains(source.Remarks, remark => remark.Contains(said, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(LeftOut))]
    public void What_is_not_used_is_said(string files, string classes, string said)
    {
        using TemporaryFolder temporary = new();
        Fill(temporary, files);
        ImageFolderSource source = new(Path.Combine(temporary.Path, "set"));
        Assert.Equal(classes.Split(' '), source.ClassNames);
        Assert.Contains(source.Remarks, remark => remark.StartsWith(said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10 2 1 0", "0 1 2 10", LabelOrder.Numeric, "0 1 10 2")]
    [InlineData("00 01 10", "00 01 10", LabelOrder.Numeric, null)]
    [InlineData("0 1 2 9", "0 1 2 9", LabelOrder.Numeric, null)]
    [InlineData("8 9 10 11 100", "8 9 10 11 100", LabelOrder.Numeric, "10 100 11 8 9")]
    [InlineData("01 1 2", "01 1 2", LabelOrder.Numeric, null)]
    [InlineData("c1 c10 c2", "c1 c10 c2", LabelOrder.Text, "c1 c2 c10")]
    [InlineData("class_10_x class_9_x", "class_10_x class_9_x", LabelOrder.Text, "class_9_x class_10_x")]
    [InlineData("10 2 cat", "10 2 cat", LabelOrder.Text, null)]
    [InlineData("zebra ant", "ant zebra", LabelOrder.Text, null)]
    public void Numbers_have_two_orders(string folders, string classes, LabelOrder order, string? other)
    {
        using TemporaryFolder temporary = new();
        foreach (string folder in folders.Split(' ')) temporary.Write($"set/{folder}/1.png", ImageFixtures.Read("rgb8.png"));
        ImageFolderSource source = new(Path.Combine(temporary.Path, "set"));
        Assert.Equal(classes.Split(' '), source.ClassNames);
        Assert.Equal(order, source.Order);
        Assert.Equal(other?.Split(' '), ClassNumbers.OtherOrder(source.ClassNames));
    }

    [Theory]
    [InlineData("caf\u00e9", "cafe\u0301")]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af")]
    [InlineData("\u1e69", "s\u0307\u0323")]
    [InlineData("\u212b", "A\u030a")]
    [InlineData("\u0439", "\u0438\u0306")]
    public void Names_in_another_unicode_form_are_the_same_class(string train, string test)
    {
        using TemporaryFolder temporary = new();
        foreach (string file in (string[])[$"train/{train}/1.png", "train/dog/1.png", $"test/{test}/1.png", "test/dog/1.png"])
            temporary.Write("set/" + file, ImageFixtures.Read("rgb8.png"));
        ImageFolderSource source = new(Path.Combine(temporary.Path, "set"));
        Assert.Equal(2, source.ClassCount);
        Assert.Equal(source.LoadTrain().Labels, source.LoadTest()!.Labels);
        Assert.NotEqual(UnicodeForm.KeyOf("dog"), UnicodeForm.KeyOf(train));
    }

    [Fact]
    public void Names_that_are_not_utf8_are_read_and_shown_escaped()
    {
        using TemporaryFolder temporary = new();
        foreach (string file in (string[])["a/1.png", "b/1.png"]) temporary.Write("set/" + file, ImageFixtures.Read("rgb8.png"));
        Shell($"cd '{temporary.Path}/set' && mv a \"$(printf 'caf\\351')\" && mv b/1.png \"$(printf 'b/bild\\344.png')\"");
        ImageFolderSource source = new(Path.Combine(temporary.Path, "set"));
        Assert.Equal(["b", "caf\\xe9"], source.ClassNames);
        Assert.Equal([0, 1], source.LoadTrain().Labels);
        Shell($"cd '{temporary.Path}/set' && printf 'x' > \"$(printf 'b/bild\\344.png')\"");
        Assert.Contains("b/bild\\xe4.png", Assert.ThrowsAny<NadException>(() => source.LoadTrain()).Message, StringComparison.Ordinal);
        Shell($"rm -r '{temporary.Path}/set'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("caf\u00e9 \ud83d\ude00 \ufffd")]
    public void Names_become_bytes_and_text_again(string name)
    {
        Assert.Equal(name, FileNameBytes.Decode(FileNameBytes.Encode(name).AsSpan()[..^1]));
        byte[] raw = [(byte)'a', 0xe9, 0xff, 0x80, 0xc3, 0xa9, 0xed, 0xa0, 0x80, 0xf0, 0x9f];
        Assert.Equal([.. raw, 0], FileNameBytes.Encode(FileNameBytes.Decode(raw)));
    }

    [Fact]
    public void A_zip_whose_entries_begin_with_a_dot_is_read()
    {
        using TemporaryFolder temporary = new();
        string path = Path.Combine(temporary.Path, "dots.zip");
        using (System.IO.Compression.ZipArchive zip = System.IO.Compression.ZipFile.Open(path, System.IO.Compression.ZipArchiveMode.Create))
        {
            foreach (string name in (string[])["./", "./cat/", "./cat/0.png", ".//dog/./0.png"])
            {
                using Stream entry = zip.CreateEntry(name).Open();
                if (!name.EndsWith('/')) entry.Write(ImageFixtures.Read("rgb8.png"));
            }
        }

        ImageFolderSource source = new(path);
        Assert.Equal(["cat", "dog"], source.ClassNames);
        Assert.Equal(2, source.LoadTrain().Count);
    }

    [Fact]
    public void Copies_in_another_format_count_once_and_other_pictures_of_the_same_name_twice()
    {
        using TemporaryFolder temporary = new();
        Fill(temporary, "{a,b}/1.png");
        byte[] png = ImageFixtures.Read("rgb8.png");
        Nad.Files.Imaging.RgbImage image = Nad.Files.Imaging.ImageDecoder.Decode(png, "x");
        byte[] ppm = [.. System.Text.Encoding.ASCII.GetBytes($"P6 {image.Width} {image.Height} 255\n"), .. image.Pixels];
        temporary.Write("set/a/1.ppm", ppm);
        temporary.Write("set/b/1.ppm", [.. ppm[..^image.Pixels.Length], .. image.Pixels.Select(p => (byte)(p ^ 0x80))]);
        ImageFolderSource source = new(Path.Combine(temporary.Path, "set"));
        Assert.Equal([0, 1, 1], source.LoadTrain().Labels);
        Assert.Contains(
            source.Remarks,
            remark => remark.StartsWith(
                    "1 image is a copy of another in another format beside it and is left out",
                    StringComparison.Ordinal) && remark.Contains("1 image shares its name", StringComparison.Ordinal));
    }

    [Fact]
    public void A_link_back_is_refused_and_an_unreadable_folder_named()
    {
        using TemporaryFolder temporary = new();
        Fill(temporary, "{a,b}/1.png");
        Directory.CreateSymbolicLink(Path.Combine(temporary.Path, "set/a/back"), Path.Combine(temporary.Path, "set"));
        Assert.Contains(
            "leads back to",
            Assert.Throws<NadException>(() => new ImageFolderSource(Path.Combine(temporary.Path, "set"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.tar.gz", "1f8b0800", "a gzip archive", "tar -xzf")]
    [InlineData("x.7z", "377abcaf271c0004", "a 7z archive", "7z x")]
    [InlineData("x.tar.xz", "fd377a585a0000", "an xz archive", "tar -xJf")]
    [InlineData("x.rar", "526172211a0700", "a rar archive", "unrar x")]
    [InlineData("x.zip", "3c21444f43545950452068746d6c3e", "a web page", "Name the folder")]
    [InlineData("x.h5", "894844460d0a1a0a", "an HDF5 file", "Name the folder")]
    [InlineData("x.png", "89504e470d0a1a0a", "a picture", "Name the folder")]
    public void A_file_that_is_no_zip_archive_is_named_and_what_to_do_with_it(string name, string hex, string kind, string advice)
    {
        using TemporaryFolder temporary = new();
        string path = temporary.Write(name, Convert.FromHexString(hex));
        foreach (string spec in (string[])["images", "gtsrb"])
        {
            NadException e = Assert.Throws<UnsupportedInputException>(() => DataSpec.Parse($"{spec}:{path}").Open());
            Assert.Contains($"is {kind}", e.Message, StringComparison.Ordinal);
            Assert.Contains(advice, e.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Makes files below <c>set/</c>: <c>{a,b}/1.png</c> is two of them, <c>c/</c> a folder, <c>x->y</c> a link.</summary>
    internal static void Fill(TemporaryFolder temporary, string files)
    {
        foreach (string name in files.Split(' ').SelectMany(Expand))
        {
            string path = Path.Combine(temporary.Path, "set", name);
            if (name.EndsWith('/')) Directory.CreateDirectory(path);
            else if (name.Split("->") is [var link, var target])
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(temporary.Path, "set", link))!);
                File.CreateSymbolicLink(Path.Combine(temporary.Path, "set", link), target);
            }
            else temporary.Write("set/" + name, ImageFixtures.Read("rgb8.png"));
        }
    }

    private static IEnumerable<string> Expand(string pattern)
    {
        int open = pattern.IndexOf('{', StringComparison.Ordinal), close = pattern.IndexOf('}', StringComparison.Ordinal);
        return open < 0
            ? [pattern]
            : pattern[(open + 1)..close].Split(',').SelectMany(word => Expand(pattern[..open] + word + pattern[(close + 1)..]));
    }

    private static void Shell(string command)
    {
        using System.Diagnostics.Process shell = System.Diagnostics.Process.Start("/bin/sh", ["-c", command]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
