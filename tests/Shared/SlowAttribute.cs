using Xunit.v3;

namespace Nad.TestSupport;

/// <summary>A test, or a class of them, that takes more than about three seconds: <c>./dev test --quick</c> leaves it out.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class SlowAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Speed", "Slow")];
}
