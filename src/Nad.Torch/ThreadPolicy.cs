using System.Diagnostics;

namespace Nad.Torch;

/// <summary>
/// How many threads an operator should use: all processors, or one where others keep them busy. A parallel region
/// waits for its slowest thread; with a processor taken away each of the hundreds of regions of a step waits for a time slice, and two
/// threads become 2 to 20 times slower than one. Bits depend on the number of threads, so programs let their users fix it.
/// </summary>
public static class ThreadPolicy
{
    private const int Trials = 7;

    // OMP_NUM_THREADS is how systems and users say that a program may have fewer.
    private static int Most =>
        Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { } text && NumberText.TryWhole(text, out long most, out _, 1, 1024)
            ? Math.Min((int)most, Environment.ProcessorCount)
            : Environment.ProcessorCount;

    /// <summary>Times a small convolution with all threads and with one, and sets the better number (about 20 ms).</summary>
    /// <returns>The number that is now set, at least 1.</returns>
    public static int Apply()
    {
        int threads = Choose(Most, Time);
        TorchRuntime.Threads = threads;
        return threads;
    }

    /// <summary>All processors, unless the median of several trials says that one thread is at least as fast.</summary>
    /// <param name="processors">How many there are, at least 1.</param>
    /// <param name="time">Milliseconds of one trial with so many threads.</param>
    public static int Choose(int processors, Func<int, double> time)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(processors, 1);
        if (processors == 1) return 1;
        time(processors);                                   // starts the threads, compiles the kernel
        time(1);
        double[] many = new double[Trials], one = new double[Trials];
        // Alternately, so that a short disturbance hits both.
        for (int i = 0; i < Trials; i++) (many[i], one[i]) = (time(processors), time(1));
        return Median(many) < Median(one) ? processors : 1;
    }

    private static double Time(int threads)
    {
        TorchRuntime.Threads = threads;
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Tensor maps = Tensor.ChannelsLast(16, 16, 32, 32).FillInPlace(1);
        Tensor kernel = Tensor.Zeros(DType.Float32, 16, 16, 3, 3).Contiguous(MemoryLayout.ChannelsLast);
        Functional.Conv2d(maps, kernel, null, 1, 1);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 4; i++) Functional.Conv2d(maps, kernel, null, 1, 1);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
