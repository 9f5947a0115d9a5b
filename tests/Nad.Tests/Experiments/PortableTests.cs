using Nad.Experiments;

namespace Nad.Tests.Experiments;

public sealed class PortableTests
{
    [Theory]
    [InlineData(
        "nad attack blend --data images:/home/me/set.zip --out /home/me/out/blend/", "nad attack blend --data images:set.zip --out blend")]
    [InlineData("nad attack blend --data images:set@32 --out out/blend", "nad attack blend --data images:set@32 --out out/blend")]
    [InlineData("--trigger '/home/me/a.png'", "--trigger 'a.png'")]
    [InlineData("--data 'gtsrb:/home/me/a'", "--data 'gtsrb:a'")]
    public void Folders_of_the_machine_are_cut_off(string command, string expected) => Assert.Equal(expected, Portable.Command(command));
}
