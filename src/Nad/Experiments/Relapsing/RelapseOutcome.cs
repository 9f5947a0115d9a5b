using Nad.Attacks;
using Nad.Evaluation;
using Nad.Relapse;

namespace Nad.Experiments;

/// <summary>What became of the attempts to bring a backdoor back. It owns the models that were read.</summary>
public sealed class RelapseOutcome : IDisposable
{
    internal RelapseOutcome(RelapseInputs inputs, RunIdentity identity) => (Inputs, Identity) = (inputs, identity);

    /// <summary>What was asked for.</summary>
    public required RelapseRequest Request { get; init; }

    internal RelapseInputs Inputs { get; }

    internal RunIdentity Identity { get; }

    /// <summary>The control of the trigger.</summary>
    public required Backdoor Fresh { get; init; }

    /// <summary>The models as they are, by name: <c>before</c>, <c>after</c>, <c>twin</c>.</summary>
    public required IReadOnlyList<(string Name, Score Score)> Scores { get; init; }

    /// <summary>Retunings.</summary>
    public IReadOnlyList<DoseArm> Arms { get; init; } = [];

    /// <summary>Clean finetunings.</summary>
    public IReadOnlyList<DriftCurve> Drift { get; init; } = [];

    /// <summary>Along the path, with the statistics as they are mixed.</summary>
    public IReadOnlyList<ChangedScore> Path { get; init; } = [];

    /// <summary>Along the path, with statistics estimated anew.</summary>
    public IReadOnlyList<ChangedScore> PathAnew { get; init; } = [];

    /// <summary>Noise of deployment.</summary>
    public IReadOnlyList<ChangedScore> Noise { get; init; } = [];

    /// <summary>The trigger changed a little.</summary>
    public IReadOnlyList<ChangedScore> Awakened { get; init; } = [];

    /// <summary>What was not tried and why, a sentence each.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>What was decided while reading, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What is concluded.</summary>
    public required RelapseVerdict Verdict { get; init; }

    /// <summary>Seed, device.</summary>
    public required RunContext Run { get; init; }

    /// <summary>Time in all.</summary>
    public required double Seconds { get; init; }

    /// <summary>Frees the models.</summary>
    public void Dispose() => Inputs.Dispose();
}
