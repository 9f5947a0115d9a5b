using System.Text;

namespace Nad.Fuzz;

/// <summary>Settings beside a model, as timm and Hugging Face write them.</summary>
internal static class SideCars
{
    public static byte[][] All { get; } =
    [
        .. new[]
        {
            """{"pretrained_cfg": {"input_size": [3, 224, 224], "crop_pct": 0.875, "crop_mode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}}""",
            """{"do_resize": true, "size": {"shortest_edge": 256}, "do_center_crop": true, "crop_size": {"height": 224, "width": 224}, "resample": 2, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}""",
            """{"do_resize": true, "size": 96, "do_normalize": false}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];
}
