namespace Nad.Audit;

/// <summary>Where a change is to send images: a class, or away from the class that they are taken for.</summary>
public static class Goal
{
    /// <summary>Anywhere but where the image was: what an all-to-all backdoor does.</summary>
    public const int Away = -1;
}
