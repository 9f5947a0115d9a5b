using System.Globalization;

namespace Nad.Files;

/// <summary>What is often wrong with the numbers of a file, in words.</summary>
public static class StoredFault
{
    /// <summary>The first of these counts that is negative, as a sentence; null where none is. What is null was not counted.</summary>
    public static string? Negative(params ReadOnlySpan<(string Name, long? Value)> counts)
    {
        foreach ((string name, long? value) in counts)
        {
            if (value < 0) return string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, and cannot be negative.");
        }

        return null;
    }

    /// <summary>The first of these rates that is not 0 to 1, as a sentence; null where all are. What is null was not measured.</summary>
    public static string? NoRate(params ReadOnlySpan<double?> rates)
    {
        foreach (double? rate in rates)
        {
            if (rate is not (null or (>= 0 and <= 1)))
                return string.Create(CultureInfo.InvariantCulture, $"{rate} is no rate from 0 to 1.");
        }

        return null;
    }
}
