using FaceAuth.Hosting;
using FaceAuth.Site;

namespace FaceAuth.Tests.Hosting;

public sealed class DurationsInWords
{
    [Theory]
    [InlineData("00:00:01", "1 second")]
    [InlineData("00:00:45", "45 seconds")]
    [InlineData("00:01:00", "1 minute")]
    [InlineData("00:01:30", "90 seconds")]
    [InlineData("00:30:00", "30 minutes")]
    [InlineData("01:30:00", "90 minutes")]
    [InlineData("1.00:00:00", "24 hours")]
    [InlineData("7.00:00:00", "7 days")]
    [InlineData("365.00:00:00", "1 year")]
    [InlineData("730.00:00:00", "2 years")]
    [InlineData("00:00:00", "at once")]
    public void Take_the_largest_unit_that_is_whole(string length, string words) =>
        Durations.InWords(TimeSpan.Parse(length, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(words);

    [Fact]
    public void Are_never_shorter_than_the_truth() =>
        Durations.InWords(TimeSpan.FromMilliseconds(59_001)).ShouldBe("1 minute");

    [Fact]
    public void Make_the_retention_schedule_say_what_is_set()
    {
        var schedule = new RetentionSchedule(
            sessionLifetime: TimeSpan.FromMinutes(10),
            registrationLifetime: TimeSpan.FromHours(6),
            signInHistory: TimeSpan.FromDays(90),
            mailAtMost: TimeSpan.FromDays(3),
            codeLifetime: TimeSpan.FromMinutes(7),
            deviceLifetime: TimeSpan.FromDays(45),
            disownLifetime: TimeSpan.FromDays(5),
            networkWindow: TimeSpan.FromMinutes(20),
            draftLifetime: TimeSpan.FromHours(12),
            bin: TimeSpan.FromDays(40),
            ledger: TimeSpan.FromDays(400),
            timelines: TimeSpan.FromDays(200));

        var text = string.Join('\n', schedule.Rows.Select(row => row.HowLong));

        text.ShouldContain("10 minutes after you signed in");
        text.ShouldContain("6 hours after it began");
        text.ShouldContain("90 days");
        text.ShouldContain("400 days; what is encrypted");
        text.ShouldContain("6 days after you made new ones");
        text.ShouldContain("at most 3 days");
        text.ShouldContain("7 minutes after the code");
        text.ShouldContain("45 days after the last sign-in");
        text.ShouldContain("5 days; 6 days");
        text.ShouldContain("40 minutes; ");
        text.ShouldContain("at most 12 hours");
        text.ShouldContain("200 days after it ended");
    }
}
