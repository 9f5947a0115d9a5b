namespace Nad.Data;

/// <summary>The 43 signs of GTSRB in the order of their class numbers.</summary>
internal static class GtsrbClasses
{
    internal static IReadOnlyList<string> Names { get; } =
    [
        "speed limit 20", "speed limit 30", "speed limit 50", "speed limit 60", "speed limit 70", "speed limit 80", "end of speed limit 80",
        "speed limit 100", "speed limit 120", "no passing", "no passing for trucks", "right of way at the next crossing", "priority road",
        "yield", "stop", "no vehicles", "no trucks", "no entry", "caution", "curve left", "curve right", "double curve", "bumpy road",
        "slippery road", "road narrows on the right", "road works", "traffic lights", "pedestrians", "children", "bicycles", "ice or snow",
        "wild animals", "end of all limits", "right ahead", "left ahead", "ahead only", "straight or right", "straight or left",
        "keep right", "keep left", "roundabout", "end of no passing", "end of no passing for trucks",
    ];
}
