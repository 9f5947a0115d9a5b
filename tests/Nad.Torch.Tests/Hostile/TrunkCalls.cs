using System.Runtime.InteropServices;
using Nad.Torch.Interop;
using Nad.Torch.Trunks;

namespace Nad.Torch.Tests.Hostile;

/// <summary>
/// Graphs for the trunk, most of which it can run: it is given exactly the memory that each needs, and nothing beyond it may change.
/// </summary>
internal static unsafe class TrunkCalls
{
    private const float Canary = 12345.678f;

    public static void One(ShapeRandom random)
    {
        bool wrong = random.OneIn(3);
        (int C, int H, int W) image = (random.Pick(1, 3, 8, 16, 32), 1 + random.Below(9), 1 + random.Below(9));
        if (random.OneIn(2)) image = (image.C, 4 * ((image.H + 3) / 4), 4 * ((image.W + 3) / 4));
        List<(int C, int H, int W)> shapes = [image];
        List<NativeTrunkOp> ops = [];
        for (int n = 1 + random.Below(6); n > 0; n--) Add(random, ops, shapes);
        NativeTrunkOutput[] outputs = new NativeTrunkOutput[1 + random.Below(3)];
        for (int k = 0; k < outputs.Length; k++)
            outputs[k] = new NativeTrunkOutput { Value = 1 + random.Below(ops.Count), Form = 1 + random.Below(3) };
        int batch = 1 + random.Below(5);
        TrunkFlags flags = (TrunkFlags)random.Below(8);
        if (!TrunkRuntime.ComputesBFloat16 || !random.OneIn(4)) flags &= ~TrunkFlags.BFloat16;
        bool sole = image.C % 16 == 0 || ops.Count(o => o.A == 0) == 1;
        if (sole && (flags & TrunkFlags.Training) == 0 && random.OneIn(2)) flags |= TrunkFlags.Frozen;
        if (wrong) Spoil(random, ops, outputs, ref batch, ref image);

        using NativeTrunk trunk =
            new(CollectionsMarshal.AsSpan(ops), outputs, new TrunkKey("", batch, image.C, image.H, image.W, 1, flags));
        if (!wrong) Run(random, trunk, ops, shapes, outputs, batch, flags);
    }

    private static void Add(ShapeRandom random, List<NativeTrunkOp> ops, List<(int C, int H, int W)> shapes)
    {
        int a = random.Below(shapes.Count);
        (int c, int h, int w) = shapes[a];
        bool blocked = shapes[0].C % 16 == 0;
        if ((a > 0 || blocked) && random.OneIn(2))
        {
            bool rectifies = random.OneIn(2);
            int added = rectifies && random.OneIn(2) ? shapes.FindLastIndex(s => s == (c, h, w)) : -1;
            if (added == 0 && !blocked) added = -1;
            ops.Add(new NativeTrunkOp { Kind = rectifies ? 2 : 3, A = a, B = added, Epsilon = 1e-5, Momentum = random.Pick(0, 1) });
            shapes.Add((c, h, w));
            return;
        }

        int kernel = random.Pick(1, 3, 3, 5), stride = random.Pick(1, 1, 1, 2, 3), channels = 16 * (1 + random.Below(3));
        (int C, int H, int W) made = (channels, ((h - 1) / stride) + 1, ((w - 1) / stride) + 1);
        int plus = random.OneIn(2) ? shapes.FindIndex(blocked ? 0 : 1, s => s == made) : -1;
        ops.Add(new NativeTrunkOp { Kind = 1, A = a, B = plus, Channels = channels, Kernel = kernel, Stride = stride });
        shapes.Add(made);
    }

    // One number that cannot be; the trunk must say so when it is made.
    private static void Spoil(
        ShapeRandom random, List<NativeTrunkOp> ops, NativeTrunkOutput[] outputs, ref int batch, ref (int C, int H, int W) image)
    {
        int edge = random.Pick(int.MinValue, -1, 0, int.MaxValue, 1 << 30), at = random.Below(ops.Count);
        NativeTrunkOp op = ops[at];
        switch (random.Below(13))
        {
            case 11 when op.Kind != 1: op.Epsilon = random.Pick(0, -1) == 0 ? double.NaN : -1; break;
            case 12 when op.Kind != 1: op.Momentum = 2; break;
            case 0: op.A = edge; break;
            case 1: op.B = edge; break;
            case 2: op.Channels = edge; break;
            case 3: op.Kernel = edge | 1; break;
            case 4: op.Stride = edge; break;
            case 5: op.Kind = edge; break;
            case 6: outputs[0].Value = edge; break;
            case 7: outputs[0].Form = edge; break;
            case 8: batch = edge; break;
            case 9: image.C = edge; break;
            default: image.H = edge; break;
        }

        ops[at] = op;
    }

    private static void Run(
        ShapeRandom random, NativeTrunk trunk, List<NativeTrunkOp> ops, List<(int C, int H, int W)> shapes, NativeTrunkOutput[] outputs,
        int batch, TrunkFlags flags)
    {
        List<Floats> parameters = [], gradients = [], buffers = [];
        List<nint> state = [];
        bool frozen = (flags & TrunkFlags.Frozen) != 0, gives = frozen || shapes[0].C % 16 == 0;
        using Floats? image = gives && random.OneIn(2) ? new(batch * Size(shapes[0]), random) : null;
        using Floats pixels = new(batch * Size(shapes[0]), random);
        Floats[] results = [.. outputs.Select(o => new Floats(batch * Size(shapes[o.Value], o.Form), random))],
            back = [.. outputs.Select(o => new Floats(batch * Size(shapes[o.Value], o.Form), random))];
        try
        {
            foreach (NativeTrunkOp op in ops)
            {
                int c = shapes[op.A].C;
                if (op.Kind == 1)
                {
                    Both(op.Channels * c * op.Kernel * op.Kernel);
                    continue;
                }

                Both(c);
                Both(c);
                foreach (int size in (int[])[c, c, 2]) buffers.Add(new Floats(size, random));
                foreach (Floats buffer in buffers.TakeLast(3)) state.Add((nint)buffer.Address);
            }

            void** p = stackalloc void*[parameters.Count + 1], g = stackalloc void*[parameters.Count + 1],
                b = stackalloc void*[state.Count + 1], o = stackalloc void*[outputs.Length], d = stackalloc void*[outputs.Length];
            for (int i = 0; i < parameters.Count; i++)
            {
                p[i] = parameters[i].Address;
                g[i] = gradients[i].Address;
            }

            for (int i = 0; i < state.Count; i++) b[i] = (void*)state[i];
            for (int i = 0; i < outputs.Length; i++)
            {
                o[i] = results[i].Address;
                d[i] = random.OneIn(3) ? null : back[i].Address;
            }

            for (int pass = 1 + random.Below(2); pass > 0; pass--) trunk.Forward(pixels.Address, p, b, o);
            if (frozen || (flags & TrunkFlags.Training) != 0)
                trunk.Backward(d, frozen ? null : g, image is { } gradient ? gradient.Address : null);
            Assert.All<Floats>(
                [pixels, .. results, .. back, .. parameters, .. gradients, .. buffers],
                f => Assert.True(f.IsWhole, "memory beyond an argument was changed"));
        }
        finally
        {
            foreach (Floats f in (IEnumerable<Floats>)[.. results, .. back, .. parameters, .. gradients, .. buffers]) f.Dispose();
        }

        void Both(int size)
        {
            parameters.Add(new Floats(size, random));
            gradients.Add(new Floats(size, random));
        }
    }

    private static int Size((int C, int H, int W) s, int form = 1) => form switch { 1 => s.C * s.H * s.W, 2 => s.H * s.W, _ => s.C };

    // Exactly as many floats from the C library, where a sanitizer sees a step beyond them; behind them a few of ours, where a test does.
    private sealed class Floats : IDisposable
    {
        private const int Behind = 4;

        private readonly int count;

        public Floats(int count, ShapeRandom random)
        {
            this.count = count;
            Address = (float*)NativeMemory.Alloc((nuint)(count + Room) * sizeof(float));
            for (int i = 0; i < count; i++) Address[i] = random.Below(1000) / 500f;
            for (int i = count; i < count + Room; i++) Address[i] = Canary;
        }

        public float* Address { get; }

        public bool IsWhole => new Span<float>(Address + count, Room).IndexOfAnyExcept(Canary) < 0;

        private static int Room => Sanitized ? 0 : Behind;

        public void Dispose() => NativeMemory.Free(Address);
    }

    private static bool Sanitized { get; } = Environment.GetEnvironmentVariable("ASAN_OPTIONS") is not null;
}
