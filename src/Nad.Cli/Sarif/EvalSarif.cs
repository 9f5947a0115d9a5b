using System.Globalization;
using Nad.Evaluation;
using Nad.Experiments;

namespace Nad.Cli.Sarif;

/// <summary>What <c>nad eval</c> measured as SARIF: whether a trigger works, and whether the model knows the images at all.</summary>
internal static class EvalSarif
{
    public static string Text(EvalJob job, Score score, ModelFit fit, string command)
    {
        SarifWriter log = new(job.Model.Path, job.Model.Bytes, job.Model.Sha256, command);
        SortedDictionary<string, double> numbers = new(StringComparer.Ordinal) { ["acc"] = score.Acc.Value };
        if (score.Asr is { Trials: > 0 } asr)
        {
            (numbers["asr"], numbers["asr.low"], numbers["asr.high"]) = (asr.Value, asr.Interval95.Low, asr.Interval95.High);
            string rate = string.Create(
                CultureInfo.InvariantCulture,
                $"The trigger sends {asr.Hits} of {asr.Trials} images to its target ({asr.Value * 100:0.0} %).");
            switch (Judgement.Reacts(score))
            {
                case true: log.Fail(SarifRules.NamedTrigger, rate, numbers: numbers); break;
                case false: log.Pass(SarifRules.NamedTrigger, $"{rate} Nothing follows for any other trigger.", numbers); break;
                default: log.Review(SarifRules.NamedTrigger, $"{rate} These are too few images to tell.", numbers); break;
            }
        }
        else log.NotApplicable(SarifRules.NamedTrigger, "No trigger was named.");

        if (fit.AtChance == true) log.Fail(SarifRules.AtChance, string.Join(' ', job.Doubts(fit)), warning: true, numbers);
        else if (fit.AtChance == false)
            log.Pass(
                SarifRules.AtChance,
                string.Create(CultureInfo.InvariantCulture, $"The model is right on {score.Acc.Value * 100:0.0} % of the images."),
                numbers);
        else log.Review(SarifRules.AtChance, "Too few images to tell.", numbers);
        return log.Text();
    }
}
