using System.Globalization;

namespace Nad.Fuzz;

/// <summary>The words after <c>./dev fuzz</c>.</summary>
internal sealed record FuzzOptions(IReadOnlyList<FuzzTarget> Targets, ulong Seed, TimeSpan Limit, ulong Count, ulong? Replay, string Out)
{
    /// <summary>Null, and what is wrong, where a word is not understood.</summary>
    public static FuzzOptions? Parse(string[] words, out string mistake)
    {
        mistake = "";
        FuzzOptions options = new(FuzzTargets.All, 1, TimeSpan.FromMinutes(1), ulong.MaxValue, null, "artifacts/fuzz");
        List<FuzzTarget> named = [];
        for (int i = 0; i < words.Length; i += 2)
        {
            string word = words[i], value = i + 1 < words.Length ? words[i + 1] : "";
            bool whole = ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number);
            bool real = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double minutes);
            switch (word)
            {
                case "--minutes" when real: options = options with { Limit = TimeSpan.FromMinutes(minutes) }; break;
                case "--count" when whole: options = options with { Count = number, Limit = TimeSpan.MaxValue }; break;
                case "--seed" when whole: options = options with { Seed = number }; break;
                case "--replay" when whole: options = options with { Replay = number }; break;
                case "--out" when value.Length > 0: options = options with { Out = value }; break;
                case "--target" when FuzzTargets.All.FirstOrDefault(t => t.Name == value) is FuzzTarget target: named.Add(target); break;
                default:
                    mistake = $"'{word} {value}' is not understood. Known are --minutes N, --count N, --seed S, --replay NUMBER, --out DIR "
                        + $"and --target with one of {string.Join(", ", FuzzTargets.All)}.";
                    return null;
            }
        }

        return named.Count > 0 ? options with { Targets = named } : options;
    }
}
