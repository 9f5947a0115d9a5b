namespace Nad.Reporting;

/// <summary>How the values of a chart are laid out along its vertical axis.</summary>
public enum AxisScale
{
    /// <summary>Equal differences are equally far apart.</summary>
    Linear,

    /// <summary>Equal ratios are equally far apart; values of 0 and below cannot be shown.</summary>
    Log,
}
