using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>How a model and its card compare.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ZooOutcome>))]
public enum ZooOutcome
{
    /// <summary>The same images, and every count is as claimed.</summary>
    Agrees,

    /// <summary>The same images, but a count or the file itself is not as claimed.</summary>
    Differs,

    /// <summary>Measured, but on other images than the card's, so that nothing is confirmed or refuted.</summary>
    OtherData,

    /// <summary>The data does not fit the model.</summary>
    NotMeasured,
}
