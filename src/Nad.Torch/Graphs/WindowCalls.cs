using Nad.Files.Graphs;
using Nad.Torch.Interop;

namespace Nad.Torch.Graphs;

/// <summary>Attention within windows as calls of libtorch: see <see cref="Op.CutWindows"/>.</summary>
internal static class WindowCalls
{
    private const float Hidden = -100;

    /// <summary>The call of an operator; null where it is none of these.</summary>
    public static Tensor? Run(Op op, Tensor?[] x) => op switch
    {
        Op.CutWindows o => Cut(x[0]!, new Frame(x[0]!, o.Window, o.Shift)),
        Op.JoinWindows o => Join(x[0]!, new Frame(x[1]!, o.Window, o.Shift)),
        Op.MaskWindows o => Mask(x[0]!, new Frame(x[1]!, o.Window, o.Shift)),
        Op.MergePatches => Merge(x[0]!),
        _ => null,
    };

    private static Tensor Cut(Tensor x, Frame f)
    {
        x = Roll(Pad(x, f.PaddedHeight - f.Height, f.PaddedWidth - f.Width), -f.Down, -f.Right).Contiguous();
        Tensor parted = x.View(-1, f.Rows, f.WindowHeight, f.Columns, f.WindowWidth, f.Channels);
        return parted.Permute(0, 1, 3, 2, 4, 5).Contiguous().View(-1, f.WindowHeight * f.WindowWidth, f.Channels);
    }

    private static Tensor Join(Tensor windows, Frame f)
    {
        Tensor parted = windows.Contiguous().View(-1, f.Rows, f.Columns, f.WindowHeight, f.WindowWidth, f.Channels);
        Tensor x = Roll(parted.Permute(0, 1, 3, 2, 4, 5).Contiguous().View(-1, f.PaddedHeight, f.PaddedWidth, f.Channels), f.Down, f.Right);
        return x.Slice(1, 0, f.Height).Slice(2, 0, f.Width).Contiguous();
    }

    private static Tensor Mask(Tensor scores, Frame f)
    {
        if (f.Down == 0 && f.Right == 0) return scores;
        long heads = scores.Sizes[1], tokens = scores.Sizes[2], windows = f.Rows * f.Columns;
        Tensor mask = Tensor.From(f.Mask(Hidden), 1, windows, 1, tokens, tokens).Like(scores);
        return (scores.View(-1, windows, heads, tokens, tokens) + mask).View(-1, heads, tokens, tokens);
    }

    private static Tensor Merge(Tensor x)
    {
        x = Pad(x, x.Sizes[1] % 2, x.Sizes[2] % 2);
        Tensor Part(int row, int column) =>
            Dispatcher.Call(Operators.Slice, Dispatcher.Call(Operators.Slice, x, 1, row, long.MaxValue, 2), 2, column, long.MaxValue, 2);
        return Dispatcher.Call(GraphOperators.Cat, new[] { Part(0, 0), Part(1, 0), Part(0, 1), Part(1, 1) }, -1);
    }

    private static Tensor Pad(Tensor x, long rows, long columns) =>
        rows == 0 && columns == 0 ? x : Dispatcher.Call(GraphOperators.ConstantPad, x, new[] { 0, 0, 0, columns, 0, rows }, 0.0);

    private static Tensor Roll(Tensor x, long down, long right) =>
        down == 0 && right == 0 ? x : Dispatcher.Call(GraphOperators.Roll, x, new[] { down, right }, new long[] { 1, 2 });

    // A map with its windows; along a side that one window covers nothing is shifted.
    private readonly struct Frame
    {
        public Frame(Tensor map, Op.Extent window, Op.Extent shift)
        {
            (Height, Width, Channels) = (map.Sizes[1], map.Sizes[2], map.Sizes[3]);
            (WindowHeight, WindowWidth) = (window.Height, window.Width);
            (Rows, Columns) = ((Height + WindowHeight - 1) / WindowHeight, (Width + WindowWidth - 1) / WindowWidth);
            (Down, Right) = (Rows > 1 ? shift.Height : 0, Columns > 1 ? shift.Width : 0);
        }

        public long Height { get; }

        public long Width { get; }

        public long Channels { get; }

        public long WindowHeight { get; }

        public long WindowWidth { get; }

        public long Rows { get; }

        public long Columns { get; }

        public long Down { get; }

        public long Right { get; }

        public long PaddedHeight => Rows * WindowHeight;

        public long PaddedWidth => Columns * WindowWidth;

        // windows×T×T: the given value between tokens of different parts of the map, 0 between those of one.
        public float[] Mask(float value)
        {
            long tokens = WindowHeight * WindowWidth;
            float[] mask = new float[Rows * Columns * tokens * tokens];
            long[] part = new long[tokens];
            int at = 0;
            for (long window = 0; window < Rows * Columns; window++)
            {
                for (long t = 0; t < tokens; t++)
                {
                    long y = (window / Columns * WindowHeight) + (t / WindowWidth),
                        x = (window % Columns * WindowWidth) + (t % WindowWidth);
                    part[t] = (3 * Part(y, PaddedHeight, WindowHeight, Down)) + Part(x, PaddedWidth, WindowWidth, Right);
                }

                for (long i = 0; i < tokens; i++)
                {
                    for (long j = 0; j < tokens; j++) mask[at++] = part[i] == part[j] ? 0 : value;
                }
            }

            return mask;
        }

        private static long Part(long place, long side, long window, long shift) =>
            shift == 0 || place < side - window ? 0 : place < side - shift ? 1 : 2;
    }
}
