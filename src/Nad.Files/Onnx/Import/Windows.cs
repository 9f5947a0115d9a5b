using Nad.Files.Graphs;

namespace Nad.Files.Onnx.Import;

/// <summary>The windows of a convolution or a pool, with the size of what they give.</summary>
internal sealed record Windows(
    Op.Extent Size, Op.Extent Stride, Op.Border Padding, Op.Extent Dilation, bool Ceiling, long Height, long Width)
{
    /// <exception cref="UnsupportedInputException">They do not fit the image, or are of a form that is not followed.</exception>
    public static Windows Of(OnnxCall call, Known.Computed x, long[] kernel)
    {
        long[] strides = Two(call, "strides", 1), dilations = Two(call, "dilations", 1), sides = call.Integers("pads") ?? [0, 0, 0, 0];
        bool ceiling = call.Integer("ceil_mode", 0) != 0;
        if (kernel.Length != 2 || sides.Length != 4 || x.Shape[2].Batch || x.Shape[3].Batch)
            throw call.Wrong("has windows of a form that is not followed");
        if (kernel.Concat(strides).Concat(dilations).Any(n => n is < 1 or > 1 << 20) || sides.Any(n => n is < 0 or > 1 << 20))
            throw call.Wrong("has windows of an impossible size");
        string fill = call.Word("auto_pad", "NOTSET");
        long[] image = [x.Shape[2].Size, x.Shape[3].Size], result = new long[2];
        for (int i = 0; i < 2; i++)
        {
            long reach = (dilations[i] * (kernel[i] - 1)) + 1;
            if (fill is "SAME_UPPER" or "SAME_LOWER")
            {
                long all = Math.Max(0, ((((image[i] + strides[i] - 1) / strides[i]) - 1) * strides[i]) + reach - image[i]);
                (sides[i], sides[i + 2]) = fill == "SAME_UPPER" ? (all / 2, all - (all / 2)) : (all - (all / 2), all / 2);
            }
            else if (fill is "VALID")
            {
                (sides[i], sides[i + 2]) = (0, 0);
            }
            else if (fill is not "NOTSET" and not "")
            {
                throw call.Wrong($"fills its border by '{Printable.Of(fill)}', which is not known");
            }

            long free = image[i] + sides[i] + sides[i + 2] - reach;
            if (free < 0) throw call.Wrong($"needs an image larger than {image[0]}x{image[1]}");
            result[i] = (free / strides[i]) + 1;
            if (!ceiling || free % strides[i] == 0) continue;

            // A window that would begin in the border behind the image does not count (PyTorch's rule).
            if (result[i] * strides[i] < image[i] + sides[i]) result[i]++;
        }

        return new Windows(
            new((int)kernel[0], (int)kernel[1]), new((int)strides[0], (int)strides[1]),
            new((int)sides[0], (int)sides[1], (int)sides[2], (int)sides[3]), new((int)dilations[0], (int)dilations[1]), ceiling, result[0],
            result[1]);
    }

    private static long[] Two(OnnxCall call, string name, long otherwise) =>
        call.Integers(name) is { } given
            ? given.Length == 2 ? given : throw call.Wrong($"has {given.Length} {name}")
            : [otherwise, otherwise];
}
