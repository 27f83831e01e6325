using FaceAuth.Rotation.Targets;
using FaceAuth.Rotation.Targets.MySql;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>The parts of the MySQL target that no server sees.</summary>
public sealed class MySqlDoorAndWords
{
    [Fact]
    public async Task Who_fails_before_knocking_does_not_hold_the_door()
    {
        var failed = Should.ThrowAsync<InvalidDataException>(
            () => MySqlDoor.Shared.EnterAsync(_ => Task.FromException(new InvalidDataException("never knocked")), CancellationToken.None));
        await failed.WaitAsync(TimeSpan.FromSeconds(20));

        using var server = StrangeMySqlCalls.Server(async line =>
        {
            await line.GreetAsync();
            await line.OkAsync();
            await line.ServeAsync(_ => line.OkAsync());
        });
        (await StrangeMySqlCalls.ProbeAsync(server)).ShouldBe(new ProbeResult.Accepted(), "the next one comes in");
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1500, 1)]
    [InlineData(9999, 9)]
    [InlineData(10000, 10)]
    public void The_servers_fence_is_never_longer_than_ours(int milliseconds, int seconds)
    {
        var limits = new TargetLimits { Fence = TimeSpan.FromMilliseconds(milliseconds) };

        MySqlWords.Limits(limits).ShouldContain($"wait_timeout = {seconds}, net_read_timeout = {seconds},");
        MySqlWords.IsHeard(seconds, "NO_BACKSLASH_ESCAPES", limits).ShouldBeTrue();
        MySqlWords.IsHeard(seconds + 1, "NO_BACKSLASH_ESCAPES", limits).ShouldBeFalse();
    }
}
