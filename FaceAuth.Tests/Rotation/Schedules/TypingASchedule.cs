using System.Diagnostics;
using FaceAuth.Rotation.Schedules;

namespace FaceAuth.Tests.Rotation.Schedules;

public sealed class TypingASchedule
{
    [Theory]
    [InlineData("0 3 * * *")]
    [InlineData("0 * * * *")]
    [InlineData("59 0-23 * * *")]
    [InlineData(" 0\t3 *  * MON ")]
    [InlineData("0 3 29 2 *")]
    public void A_good_cron_expression_is_taken(string cron) => Faults(new() { Cron = cron }).ShouldBeEmpty();

    [Theory]
    [InlineData("* * * * *")]
    [InlineData("*/30 * * * *")]
    [InlineData("0,59 3 * * *")]
    [InlineData("* 1 1 1 *")]
    [InlineData("58-2 0 * * *")]
    public void Cron_more_often_than_once_an_hour_is_refused(string cron) =>
        Faults(new() { Cron = cron }).ShouldHaveSingleItem().ShouldContain("more often than once an hour");

    [Theory]
    [InlineData("0 3 30 2 *")]
    [InlineData("0 3 31 4,6,9,11 *")]
    public void Cron_that_never_comes_is_refused(string cron)
    {
        var started = Stopwatch.GetTimestamp();
        Faults(new() { Cron = cron }).ShouldHaveSingleItem().ShouldContain("never comes");
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        new RotationSchedule { Cron = cron }.Next(DateTimeOffset.UnixEpoch, 0).ShouldBeNull();
    }

    [Theory]
    [InlineData("@daily")]
    [InlineData("0 0 3 * * *")]
    [InlineData("0 3 * *")]
    [InlineData("   ")]
    public void Cron_of_other_than_five_fields_is_refused(string cron) =>
        Faults(new() { Cron = cron }).ShouldHaveSingleItem().ShouldContain("five fields");

    [Theory]
    [InlineData("60 3 * * *")]
    [InlineData("H 3 * * *")]
    [InlineData("0 3 * * someday")]
    [InlineData("0 3 * * <script>")]
    public void Cron_that_is_none_is_refused(string cron) =>
        Faults(new() { Cron = cron }).ShouldHaveSingleItem().ShouldContain("not understood");

    [Fact]
    public void A_very_long_text_is_not_read() =>
        Faults(new() { Cron = string.Join(',', Enumerable.Repeat("0", 100)) + " 3 * * *" }).ShouldHaveSingleItem().ShouldContain("longer than");

    [Theory]
    [InlineData(-1)]
    [InlineData(3651)]
    public void An_interval_out_of_range_is_refused(int days) => Faults(new() { EveryDays = days }).ShouldHaveSingleItem().ShouldContain("3650");

    [Theory]
    [InlineData(-1)]
    [InlineData(1441)]
    public void Jitter_out_of_range_is_refused(int minutes) => Faults(new() { JitterMinutes = minutes }).ShouldHaveSingleItem().ShouldContain("1440");

    [Fact]
    public void Interval_and_cron_together_are_refused() =>
        Faults(new() { EveryDays = 3, Cron = "0 3 * * *" }).ShouldHaveSingleItem().ShouldContain("Choose one");

    [Theory]
    [InlineData("Europe/Vienna")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Etc/GMT+5")]
    [InlineData("UTC")]
    public void A_zone_of_the_iana_list_is_taken(string zone) => Faults(new() { TimeZone = zone }).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("Vienna")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("posix/Europe/Vienna")]
    [InlineData("right/Europe/Vienna")]
    [InlineData("localtime")]
    [InlineData("Europe/Vienna\n")]
    public void Anything_else_is_no_zone(string zone) => Faults(new() { TimeZone = zone }).ShouldHaveSingleItem().ShouldContain("time zone");

    [Fact]
    public void Half_a_window_is_refused()
    {
        Faults(new() { WindowStart = new(2, 0) }).ShouldHaveSingleItem().ShouldContain("both");
        Faults(new() { WindowEnd = new(2, 0) }).ShouldHaveSingleItem().ShouldContain("both");
    }

    [Fact]
    public void An_empty_or_tiny_window_is_refused()
    {
        Faults(new() { WindowStart = new(2, 0), WindowEnd = new(2, 0) }).ShouldHaveSingleItem().ShouldContain("ends when it begins");
        Faults(new() { WindowStart = new(23, 58), WindowEnd = new(0, 3) }).ShouldHaveSingleItem().ShouldContain("10 minutes");
        Faults(new() { WindowStart = new(23, 55), WindowEnd = new(0, 5) }).ShouldBeEmpty();
    }

    [Fact]
    public void A_day_that_is_none_is_refused() =>
        Faults(new() { WindowDays = (Weekdays)128 }).ShouldHaveSingleItem().ShouldContain("days");

    private static IReadOnlyList<string> Faults(RotationSchedule schedule) => schedule.Faults();
}
