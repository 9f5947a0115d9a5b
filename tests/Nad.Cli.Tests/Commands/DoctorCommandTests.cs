using Nad.Cli.Commands;

namespace Nad.Cli.Tests.Commands;

public sealed class DoctorCommandTests
{
    [Fact]
    public void A_busy_machine_is_told_and_is_no_error()
    {
        using StringWriter idle = new(), busy = new();

        int code = DoctorCommand.Examine(idle, 0);

        Assert.Equal(code, DoctorCommand.Examine(busy, 1000));
        Assert.Contains("The machine is busy", busy.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Mend first: The machine", busy.ToString(), StringComparison.Ordinal);
    }
}
