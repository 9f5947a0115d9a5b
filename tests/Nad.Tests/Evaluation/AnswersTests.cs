using Nad.Evaluation;

namespace Nad.Tests.Evaluation;

public sealed class AnswersTests
{
    // Four images of class 0, two of class 1, one of class 2.
    private static readonly Answers Some = new([0, 0, 0, 0, 1, 1, 2], [0, 1, 1, 2, 1, 0, 0], 3);

    [Fact]
    public void Every_count_is_that_of_a_hand()
    {
        Assert.Equal(new Rate(2, 7), Some.Accuracy);
        Assert.Equal([4, 2, 1], Some.LabelCounts());
        Assert.Equal([3, 3, 1], Some.AnswerCounts());
        Assert.Equal([new Rate(2, 3), new Rate(2, 5), new Rate(1, 6)], Some.TakenFor());
        Assert.Equal(new[,] { { 1, 2, 1 }, { 1, 1, 0 }, { 1, 0, 0 } }, Some.Confusion());
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2 }, 2)]
    [InlineData(new[] { 1, 0, 2 }, 3)]
    [InlineData(new[] { 1, 2, 0 }, 3)]
    public void Another_order_of_the_classes_has_an_accuracy_of_its_own(int[] order, int hits) =>
        Assert.Equal(new Rate(hits, 7), Some.AccuracyIf(order));

    [Fact]
    public void Labels_and_answers_must_be_as_many() => Assert.Throws<ArgumentException>(() => new Answers([0, 1], [0], 2));
}
