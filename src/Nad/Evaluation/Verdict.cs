using System.Text.Json.Serialization;

namespace Nad.Evaluation;

/// <summary>What a run showed about the named trigger, as a code word that scripts can use; <see cref="Judgement"/> is the rule.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>There were no test images.</summary>
    [JsonStringEnumMemberName("not-measured")]
    NotMeasured,

    /// <summary>No trigger was named, so that only accuracy is known.</summary>
    [JsonStringEnumMemberName("no-trigger")]
    NoTrigger,

    /// <summary>The trigger worked before, and it no longer does.</summary>
    [JsonStringEnumMemberName("gone")]
    Gone,

    /// <summary>The same, but the model has lost more accuracy than it should.</summary>
    [JsonStringEnumMemberName("gone-at-a-price")]
    GoneAtAPrice,

    /// <summary>The trigger works less often than before, but it still works.</summary>
    [JsonStringEnumMemberName("weaker")]
    Weaker,

    /// <summary>The trigger still works, and no difference to before can be told.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    /// <summary>The trigger works more often than before.</summary>
    [JsonStringEnumMemberName("worse")]
    Worse,

    /// <summary>The trigger did not work on the given model, so that nothing can be said about its erasure.</summary>
    [JsonStringEnumMemberName("never-worked")]
    NeverWorked,

    /// <summary>Too few images were measured to tell whether the trigger works.</summary>
    [JsonStringEnumMemberName("too-few-images")]
    TooFewImages,
}
