using Nad.Attacks;

namespace Nad.Audit;

/// <summary>A change that an audit recovered, as a trigger that every command takes: rounded to whole levels of 255.</summary>
public static class RecoveredTrigger
{
    /// <summary>Makes it.</summary>
    /// <param name="pattern">What was recovered.</param>
    /// <param name="target">The class that it aims at.</param>
    public static Backdoor Of(RecoveredPattern pattern, int target)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        (int height, int width, int plane) = (pattern.Height, pattern.Width, pattern.Height * pattern.Width);
        byte[] bytes = new byte[plane * 3];
        for (int i = 0; i < bytes.Length; i++)
        {
            float value = pattern.Values[((i % 3) * plane) + (i / 3)] * 255;
            bytes[i] = (byte)Math.Clamp((int)MathF.Round(value) + (pattern.Mask is null ? AddedTrigger.Zero : 0), 0, 255);
        }

        Trigger trigger = pattern.Mask is { } mask
            ? new PictureTrigger
            {
                Height = height,
                Width = width,
                Pixels = bytes,
                Opacity = [.. mask.Select(m => (byte)Math.Clamp((int)MathF.Round(m * 255), 0, 255))]
            }
            : new AddedTrigger { Height = height, Width = width, Levels = bytes };
        return new Backdoor("recovered", trigger, new AllToOne(target));
    }
}
