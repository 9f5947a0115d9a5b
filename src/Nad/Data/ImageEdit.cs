namespace Nad.Data;

/// <summary>Changes one image of a set in place.</summary>
/// <param name="index">Its place in the set.</param>
/// <param name="image">H×W×3 bytes.</param>
public delegate void ImageEdit(int index, Span<byte> image);
