namespace Nad.Data;

/// <summary>Reads one image of a set; the same bytes each time, from several threads at once.</summary>
/// <param name="index">Its place in the set.</param>
/// <param name="destination">Receives H×W×3 bytes.</param>
/// <exception cref="NadException">Its file is broken or has changed.</exception>
public delegate void PixelReader(int index, Span<byte> destination);
