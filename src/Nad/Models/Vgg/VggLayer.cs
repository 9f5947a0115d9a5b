namespace Nad.Models;

/// <summary>A convolution of a VGG.</summary>
/// <param name="Place">Its number among the features.</param>
/// <param name="Channels">That it gives.</param>
/// <param name="Kernel">Its window.</param>
/// <param name="Bias">Whether it has one.</param>
/// <param name="Pool">Whether a pool follows.</param>
internal readonly record struct VggLayer(int Place, long Channels, int Kernel, bool Bias, bool Pool);
