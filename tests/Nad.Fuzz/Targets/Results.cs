namespace Nad.Fuzz;

/// <summary>Results of runs, as <c>nad compare</c> reads them; values that it does not look at are left out.</summary>
internal static class Results
{
    public static IReadOnlyList<byte[]> All { get; } =
    [
        """
        {"model": {"file": "m.pth", "sha256": "00", "architecture": "wrn-16-1"}, "seed": 3, "options": {"run": {"method": "nad", "seed": 3}, "nad": {"beta": [1, 2]}},
         "before": {"acc": 0.8, "acc_non_target": 0.79, "asr": 1, "ra": 0, "test_images": 100},
         "after": {"acc": 0.8, "acc_non_target": 0.79, "asr": 0.01, "ra": 0.8, "test_images": 100}, "seconds": {"total": 12.5}}
        """u8.ToArray(),
        """{"attack": "badnets", "seed": 0, "options": {"run": {"seed": 0}}, "acc": 0.8, "acc_non_target": 0.79, "asr": 1, "ra": 0, "test_images": 100, "seconds": 5}"""u8.ToArray(),
        """{"before": {"acc": 0.8, "test_images": 10}, "finetune": {"acc": 0.7, "asr": 0.2}, "nad": {"acc": 0.7, "asr": 0.1}, "seed": 0}"""u8.ToArray(),
    ];
}
