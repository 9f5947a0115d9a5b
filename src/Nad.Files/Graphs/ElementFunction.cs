namespace Nad.Files.Graphs;

/// <summary>Functions of one element without settings.</summary>
public enum ElementFunction
{
    /// <summary>|x|.</summary>
    Abs,

    /// <summary>−x.</summary>
    Negative,

    /// <summary>1/x.</summary>
    Reciprocal,

    /// <summary>√x.</summary>
    SquareRoot,

    /// <summary>e^x.</summary>
    Exponential,

    /// <summary>Natural logarithm.</summary>
    Logarithm,

    /// <summary>Error function.</summary>
    ErrorFunction,
}
