using Nad.Data;
using Nad.Evaluation;

namespace Nad.Tests.Evaluation;

public sealed class AssignmentTests
{
    // Against every order there is.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void No_order_has_a_larger_sum(int n)
    {
        RandomStream random = new(n, "assignment");
        for (int trial = 0; trial < 20; trial++)
        {
            int[,] gains = new int[n, n];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) gains[i, j] = random.Next(12);
            }

            int[] best = Assignment.Best(gains);

            Assert.Equal(Enumerable.Range(0, n), best.Order());
            Assert.Equal(Orders(n).Max(o => Sum(gains, o)), Sum(gains, best));
        }
    }

    [Fact]
    public void Hundreds_of_classes_in_another_order_are_found()
    {
        int[] order = new RandomStream(1, "order").Permutation(400);
        int[,] gains = new int[400, 400];
        for (int i = 0; i < 400; i++) gains[i, order[i]] = 3;

        Assert.Equal(order, Assignment.Best(gains));
    }

    [Fact]
    public void What_is_no_square_is_refused() => Assert.Throws<ArgumentException>(() => Assignment.Best(new int[2, 3]));

    private static int Sum(int[,] gains, int[] order) => order.Select((column, row) => gains[row, column]).Sum();

    private static IEnumerable<int[]> Orders(int n) =>
        n == 0 ? [[]] : Orders(n - 1).SelectMany(o => Enumerable.Range(0, n).Select(at => (int[])[.. o[..at], n - 1, .. o[at..]]));
}
