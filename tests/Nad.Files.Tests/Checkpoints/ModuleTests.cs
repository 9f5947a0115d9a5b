using Nad.Files.Checkpoints;
using Nad.Files.Checkpoints.Modules;
using Nad.Files.Graphs;
using Nad.TestSupport;

namespace Nad.Files.Tests.Checkpoints;

/// <summary>Whole pickled networks are data: a tree of class names, attributes and tensors. What could run is refused by name.</summary>
public sealed class ModuleTests : IDisposable
{
    private const string Base = "X\u0008\0\0\0training\u0088X\u000b\0\0\0_parameters}X\u0008\0\0\0_buffers}X\u0008\0\0\0_modules}";

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_of_known_layers_is_a_tree(bool legacy)
    {
        string path = Path.Combine(folder.Root, "m.pth");
        PythonPeer.Run("""
            import sys, torch
            from torch import nn
            model = nn.DataParallel(nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, bias=False), nn.BatchNorm2d(4, eps=1e-3), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(4, 2)))
            torch.save(model, sys.argv[1], _use_new_zipfile_serialization=sys.argv[2] != 'True')
            torch.save(model.module.state_dict(), sys.argv[1] + '.state')
            """, path, legacy.ToString());

        Checkpoint read = Checkpoint.Read(path), state = Checkpoint.Read(path + ".state");

        Assert.Equal("module.", read.StrippedPrefix);
        Fixtures.AssertSame(state.Tensors, read.Tensors);
        ModuleNode root = read.Module!;
        Assert.Equal("torch.nn.modules.container.Sequential", root.Type);
        Assert.Equal(["0", "1", "2", "3", "4"], root.Children.Select(c => c.Key));
        Assert.Equal(new object[] { 2L, 2L }, root.At("0")!.Attributes["stride"]);
        Assert.Equal(1e-3, root.At("1")!.Attributes["eps"]);
        Assert.Equal(true, root.At("2")!.Attributes["inplace"]);
        Assert.Equal("torch.nn.modules.linear.Linear", root.At("4")!.Type);
        Assert.Equal(
            ["running_mean", "running_var", "num_batches_tracked"], root.At("1")!.Tensors.Where(t => !t.IsParameter).Select(t => t.Name));
    }

    [Slow]
    [Fact]
    public void Networks_of_torchvision_have_the_keys_of_their_state_dict()
    {
        const string Names = "resnet18 mobilenet_v2 densenet121 squeezenet1_1 vgg11_bn efficientnet_b0 mobilenet_v3_small "
            + "shufflenet_v2_x0_5 googlenet convnext_tiny swin_t vit_b_32 mnasnet0_5 regnet_y_400mf";
        string output = PythonPeer.Run("""
            import sys, torch, torchvision
            for name in sys.argv[2].split():
                kind = getattr(torchvision.models, name)
                model = kind(num_classes=3, init_weights=False) if name == 'googlenet' else kind(num_classes=3)
                for p in list(model.parameters()) + [b for b in model.buffers() if b.is_floating_point()]: p.data = torch.zeros(1).expand(p.shape)
                torch.save(model, sys.argv[1] + '/' + name)
                print(name, ' '.join(model.state_dict()))
            """, folder.Root, Names);

        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            CheckpointFile file = CheckpointFile.Open(Path.Combine(folder.Root, words[0]));
            Assert.All(file.Globals, g => Assert.True(g.Allowed, g.FullName));

            // Weights without memory of their own are more than a file may ask for; the tree and its names are what is compared.
            try
            {
                Assert.Equal(words[1..], Checkpoint.Read(file).Tensors.Select(t => t.Name));
            }
            catch (RefusedFileException e)
            {
                Assert.Contains("repeat their storages", e.Message, StringComparison.Ordinal);
            }
        }
    }

    public static TheoryData<string, string, string> Hostile => new()
    {
        { "a hook", Base + "X\u000e\0\0\0_forward_hooks}K\0ctorch\nTensor\ns", "_forward_hooks" },
        { "a backward hook", Base + "X\u000f\0\0\0_backward_hooks}K\0K\u0001s", "_backward_hooks" },
        { "a hook of state dicts", Base + "X\u0011\0\0\0_state_dict_hooks}K\0K\u0001s", "_state_dict_hooks" },
        { "forward", Base + "X\u0007\0\0\0forwardctorch\nTensor\n", "forward" },
        { "_conv_forward", Base + "X\r\0\0\0_conv_forwardctorch\nTensor\n", "_conv_forward" },
        { "__call__", Base + "X\u0008\0\0\0__call__K\u0001", "__call__" },
        { "state_dict", Base + "X\n\0\0\0state_dictK\u0001", "state_dict" },
        { "itself", "X\u000b\0\0\0_parameters}X\u0008\0\0\0_buffers}X\u0008\0\0\0_modules}X\u0001\0\0\0ah\u0001s", "holds itself" },
        {
            "a number among the modules",
            "X\u000b\0\0\0_parameters}X\u0008\0\0\0_buffers}X\u0008\0\0\0_modules}X\u0001\0\0\0aK\u0001s",
            "among its modules"
        },
        {
            "a class among the tensors",
            "X\u000b\0\0\0_parameters}X\u0001\0\0\0actorch\nTensor\nsX\u0008\0\0\0_buffers}X\u0008\0\0\0_modules}",
            "among its tensors"
        },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_could_run_is_refused_by_name(string what, string attributes, string named)
    {
        byte[] pickle = new PickleBytes().Op($"ctorch.nn.modules.container\nSequential\n)\u0081q\u0001}}({attributes}ub").Done();

        foreach (byte[] file in (byte[][])[ZipBytes.Torch(pickle), PickleBytes.Legacy(pickle), pickle])
        {
            RefusedFileException e = Assert.Throws<RefusedFileException>(() => Checkpoint.Read(folder.Save(file)));
            Assert.True(e.Message.Contains(named, StringComparison.Ordinal), $"{what}: {e.Message}");
        }
    }

    [Theory]
    [InlineData("c__main__\nNet\n)\u0081}b", "__main__.Net")]
    [InlineData("cmodels.resnet\nResNet\n)\u0081}b", "models.resnet.ResNet")]
    [InlineData("ctorch.nn.modules.container\nSequential\nX\u0001\0\0\0a\u0085R", "Sequential")]
    [InlineData("ctorch.nn.modules.container\nSequential\nX\u0001\0\0\0a\u0085\u0081", "Sequential")]
    [InlineData("ctorch.nn.modules.container\nSequential\n}X\u0007\0\0\0forwardNsb", "Sequential")]
    [InlineData("ctorch.nn.modules.container\nSequential\n)\u0081}b}b", "Sequential")]
    [InlineData("ctorch.nn.modules.container\nSequential\n)\u0081K\u0001b", "Sequential")]
    [InlineData("ctorch.nn.functional\nrelu\n", "torch.nn.functional.relu")]
    public void Unknown_classes_and_calls_are_refused_by_name(string made, string named)
    {
        RefusedFileException e =
            Assert.Throws<RefusedFileException>(() => Checkpoint.Read(folder.Save(ZipBytes.Torch(new PickleBytes().Op(made).Done()))));

        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("model.state_dict()", e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> NotFollowed => new()
    {
        {
            "a class without a known forward",
            "nn.Sequential(nn.Conv2d(3, 4, 3), nn.Sequential(nn.ConvTranspose2d(4, 4, 2)))",
            "module 1.0 (torch.nn.modules.conv.ConvTranspose2d) is of a class that is not followed"
        },
        { "a list, which is not called", "nn.ModuleList([nn.Conv2d(3, 4, 3)])", "the network (torch.nn.modules.container.ModuleList)" },
        {
            "a norm without running statistics",
            "nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4, track_running_stats=False))",
            "module 1 (torch.nn.modules.batchnorm.BatchNorm2d) has no running_mean"
        },
        {
            "a cumulative mean",
            "nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4, momentum=None))",
            "has a momentum that is not followed"
        },
        {
            "pixels without end",
            "nn.Sequential(nn.Conv2d(3, 4, 3), *[nn.ZeroPad2d(100) for _ in range(9)])",
            "grows the maps more than any network does"
        },
        { "a batch that is joined", "nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(0))", "joins the images of a batch" },
        {
            "a weight that nothing reads",
            "nn.Sequential(collections.OrderedDict(a=nn.Conv2d(3, 4, 3), b=unused()))",
            "b.bias is not used by the modules that are followed"
        },
    };

    [Theory]
    [MemberData(nameof(NotFollowed))]
    public void What_is_not_followed_is_named(string what, string made, string named)
    {
        string path = Path.Combine(folder.Root, "m.pth");
        PythonPeer.Run($"""
            import collections, sys, torch
            from torch import nn
            def unused():
                layer = nn.ReLU()
                layer.register_parameter('bias', nn.Parameter(torch.ones(2)))
                return layer
            torch.save({made}, sys.argv[1])
            """, path);

        Checkpoint read = Checkpoint.Read(path);

        Assert.True(read.Graph is null && read.WhyNoGraph.Contains(named, StringComparison.Ordinal), $"{what}: {read.WhyNoGraph}");
        Assert.NotEmpty(read.Tensors);
    }

    [Fact]
    public void A_network_of_layers_is_followed_with_what_its_attributes_say()
    {
        string path = Path.Combine(folder.Root, "m.pth");
        PythonPeer.Run("""
            import sys, torch
            from torch import nn
            torch.save(nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, bias=False), nn.BatchNorm2d(4, eps=1e-3), nn.ELU(.5), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2), nn.Softmax(1)), sys.argv[1])
            """, path);

        Graph graph = Checkpoint.Read(path).Graph!;

        Assert.Equal(
            ["0.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "5.weight", "5.bias"],
            graph.Tensors.Select(t => t.Name));
        Assert.Equal(
            [
                new Op.Conv2d(2, 0),
                new Op.BatchNorm(1e-3),
                new Op.Elu(0.5),
                new Op.AdaptiveAveragePool(Op.Extent.Of(1)),
                new Op.Flatten(),
                new Op.Linear()
            ],
            graph.Nodes.Select(n => n.Operator));
        Assert.Equal("5", graph.Output);        // the softmax is the loss's
    }

    [Fact]
    public void A_tree_that_repeats_its_branches_does_not_grow_beyond_its_file()
    {
        // Each module holds the one before twice: 2^40 modules written out.
        PickleBytes pickle = new PickleBytes().Op($"ctorch.nn.modules.container\nSequential\nq\0)\u0081q\u0001}}({Base}ub0");
        for (int i = 0; i < 40; i++)
            pickle.Op(
                "h\0)\u0081q\u0002}(X\u0008\0\0\0training\u0088X\u000b\0\0\0_parameters}X\u0008\0\0\0_buffers}X\u0008\0\0\0_modules}(X"
                + "\u0001\0\0\0ah\u0001X\u0001\0\0\0bh\u0001uubq\u00010");
        byte[] file = ZipBytes.Torch(pickle.Op("h\u0001").Done());

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(
            "more modules",
            Assert.Throws<RefusedFileException>(() => Checkpoint.Read(folder.Save(file))).Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void A_module_without_content_is_damaged() =>
        Assert.Throws<DamagedFileException>(
            () => Checkpoint.Read(
                folder.Save(ZipBytes.Torch(new PickleBytes().Global("torch.nn.modules.conv", "Conv2d").Op(")\u0081").Done()))));
}
