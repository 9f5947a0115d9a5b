using Nad.Evaluation;
using Nad.Reporting;

namespace Nad.Tests.Reporting;

public sealed class TextTableTests
{
    [Fact]
    public void The_before_and_after_table_reads_as_verified() => Assert.Equal(
        """
        model         ACC, %             non-target ACC, %  ASR, %               RA, %
        ------------  -----------------  -----------------  -------------------  -----------------
        Before        84.4 [82.0, 86.5]  85.0 [82.5, 87.1]  100.0 [99.6, 100.0]  0.0 [0.0, 0.4]
        Finetuning    81.2 [78.7, 83.5]  81.0 [78.3, 83.4]  4.5 [3.3, 6.0]       75.7 [72.9, 78.4]
          change, pp  -3.2 ~             -4.0 ~             -95.5                +75.7
        NAD           70.0 [67.1, 72.8]  69.9 [66.9, 72.8]  4.7 [3.5, 6.3]       65.9 [62.7, 68.9]
          change, pp  -14.4              -15.0              -95.3                +65.9
        [ ]: 95 % Wilson score interval; ~: the intervals overlap, so this may be no change.

        """, ScoreText.Table(SampleReport.Scores()));

    [Fact]
    public void Without_a_trigger_the_table_says_so() =>
        Assert.Equal(
            """
            model         ACC, %
            ------------  --------------------
            Before        75.65 [74.80, 76.48]
            NAD           73.39 [72.51, 74.25]
              change, pp  -2.26
            [ ]: 95 % Wilson score interval; ~: the intervals overlap, so this may be no change.
            No trigger was named, so attack success could not be measured.

            """, ScoreText.Table(
                [new("Before", new Score { Acc = new Rate(7565, 10_000) }), new("NAD", new Score { Acc = new Rate(7339, 10_000) })]));

    [Fact]
    public void Numbers_are_set_to_the_right_and_accents_take_no_column() =>
        Assert.Equal(
            """
            name    n
            ----  ---
            é       5
            abcd  100

            """, new TextTable(("name", TextAlign.Left), ("n", TextAlign.Right)).Add("e\u0301", "5").Add("abcd", "100").ToString().Replace(
                "e\u0301", "é", StringComparison.Ordinal));

    [Fact]
    public void A_cell_cannot_break_the_table_or_steer_the_terminal() =>
        Assert.Equal("a\n-------\nx  [2Jy\n", new TextTable(("a", TextAlign.Left)).Add("x\n\u001b[2Jy").ToString());

    [Fact]
    public void Rejects_a_row_of_another_length() =>
        Assert.Throws<ArgumentException>(() => new TextTable(("a", TextAlign.Left)).Add("1", "2"));
}
