using System.Runtime.ExceptionServices;

namespace Nad.Data;

/// <summary>Work on several images at once.</summary>
internal static class EachImage
{
    /// <summary>Does something for each of the numbers 0 to before <paramref name="count"/>, on all processors.</summary>
    /// <exception cref="NadException">What one of the calls threw, as if they had been done one after the other.</exception>
    public static void Do(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, work);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions.FirstOrDefault(inner => inner is NadException) ?? e.InnerExceptions[0]);
        }
    }
}
