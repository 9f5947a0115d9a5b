using Nad.Defenses;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>Lets an experiment run the oracle where it runs defenses; nothing else can reach it.</summary>
internal sealed class OracleCell(OriginalTriggerOracle oracle) : IDefense
{
    /// <inheritdoc/>
    public string Name => OriginalTriggerOracle.Label;

    /// <inheritdoc/>
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run) => oracle.Run(backdoored, clean, run);
}
