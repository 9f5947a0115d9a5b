using System.Globalization;
using Nad.Evaluation;

namespace Nad.Reporting;

/// <summary>Numbers as readers want them, the same in every locale.</summary>
internal static class Format
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Decimals of a percentage: two only where there are enough images for the second to mean something.</summary>
    public static int Decimals(Rate rate) => rate.Trials >= 5000 ? 2 : 1;

    /// <summary>A fraction as a percentage without its sign.</summary>
    public static string Percent(double fraction, int decimals) =>
        double.IsFinite(fraction) ? (100 * fraction).ToString(decimals == 2 ? "0.00;-0.00;0.00" : "0.0;-0.0;0.0", Culture) : "–";

    /// <summary>A difference of two fractions in percentage points, always signed; a rounded 0 has no sign.</summary>
    public static string Points(double difference, int decimals)
    {
        string digits = Percent(Math.Abs(difference), decimals);
        bool zero = digits.All(c => c is '0' or '.');
        return zero || !double.IsFinite(difference) ? digits : (difference < 0 ? "−" : "+") + digits;
    }

    /// <summary>At most three significant digits; powers of ten where plain digits would be long.</summary>
    public static string Number(double value) => Written(value, '#');

    /// <summary>The same with zeros at the end kept, so that measured values line up: 81.0, not 81.</summary>
    public static string Digits(double value) => Written(value, '0');

    private static string Written(double value, char last)
    {
        if (!double.IsFinite(value)) return "–";
        if (value == 0) return "0";
        double size = Math.Abs(value);
        if (size is >= 0.001 and < 1e6)
        {
            int decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(size)), 0, 5);
            return value.ToString(decimals == 0 ? "#,##0" : "0." + new string(last, decimals), Culture).Replace('-', '−');
        }

        int exponent = (int)Math.Floor(Math.Log10(size));
        string mantissa = (value / Math.Pow(10, exponent)).ToString(last == '#' ? "0.##" : "0.00", Culture).Replace('-', '−');
        return (mantissa == "1" ? "" : mantissa + "×") + "10" + Superscript(exponent);
    }

    /// <summary>A count with thousands separators.</summary>
    public static string Count(long value) => value.ToString("#,##0", Culture);

    /// <summary>A length in bytes, in the largest unit that keeps it above 1.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < Units.Length - 1; unit++) value /= 1024;
        return value.ToString(unit == 0 ? "#,##0" : "0.0", Culture) + " " + Units[unit];
    }

    /// <summary>A duration in the two units that matter.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        >= 3600 => string.Create(Culture, $"{Math.Floor(seconds / 3600):0} h {seconds % 3600 / 60:00} min"),
        >= 60 => string.Create(Culture, $"{Math.Floor(seconds / 60):0} min {Math.Floor(seconds % 60):00} s"),
        _ => string.Create(Culture, $"{seconds:0.0} s"),
    };

    /// <summary>A sentence in which a line never breaks between a number and its percent sign.</summary>
    public static string Bound(string sentence) => sentence.Replace(" %", "\u00A0%");

    /// <summary>A coordinate of a drawing: a hundredth of a unit is finer than any screen.</summary>
    public static string Coordinate(double value) => value.ToString("0.##", Culture);

    private static string Superscript(int exponent)
    {
        string digits = exponent.ToString(Culture);
        return string.Concat(digits.Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
    }
}
