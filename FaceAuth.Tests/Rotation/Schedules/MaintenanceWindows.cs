using System.Globalization;
using FaceAuth.Rotation.Schedules;

namespace FaceAuth.Tests.Rotation.Schedules;

public sealed class MaintenanceWindows
{
    [Theory]
    [InlineData("2026-06-01T01:59:59Z", false)]
    [InlineData("2026-06-01T02:00Z", true)]
    [InlineData("2026-06-01T03:59:59.999Z", true)]
    [InlineData("2026-06-01T04:00Z", false)]
    public void Begin_with_their_first_instant_and_end_before_their_last(string at, bool inside) =>
        Window("02:00", "04:00").IsInWindow(At(at)).ShouldBe(inside);

    [Theory]
    [InlineData("2026-06-01T12:00Z", "2026-06-02T02:00Z")]
    [InlineData("2026-06-01T03:00Z", "2026-06-01T03:00Z")]
    [InlineData("2026-06-01T04:00Z", "2026-06-02T02:00Z")]
    public void Are_waited_for(string at, string next) =>
        Window("02:00", "04:00").NextInWindow(At(at)).ShouldBe(At(next));

    [Fact]
    public void Are_always_open_where_there_is_none()
    {
        var none = new RotationSchedule();
        none.IsInWindow(At("2026-06-01T12:00Z")).ShouldBeTrue();
        none.NextInWindow(At("2026-06-01T12:00Z")).ShouldBe(At("2026-06-01T12:00Z"));
        (none with { WindowDays = Weekdays.All }).HasWindow.ShouldBeFalse();
    }

    [Theory]
    [InlineData("2026-06-01T23:00Z", true)]
    [InlineData("2026-06-02T03:59Z", true)]
    [InlineData("2026-06-02T04:00Z", false)]
    [InlineData("2026-06-02T21:59Z", false)]
    public void May_pass_midnight(string at, bool inside) =>
        Window("22:00", "04:00").IsInWindow(At(at)).ShouldBe(inside);

    [Theory] // 2026-06-05 is a Friday
    [InlineData("2026-06-05T23:00Z", true)]
    [InlineData("2026-06-06T03:00Z", true)] // still Friday's
    [InlineData("2026-06-05T03:00Z", false)] // Thursday's
    [InlineData("2026-06-06T23:00Z", false)]
    public void Belong_to_the_day_on_which_they_begin(string at, bool inside) =>
        Window("22:00", "04:00", days: Weekdays.Friday).IsInWindow(At(at)).ShouldBe(inside);

    [Fact]
    public void May_be_whole_days()
    {
        var weekend = new RotationSchedule { WindowDays = Weekdays.Weekend, TimeZone = "Europe/Vienna" };
        weekend.NextInWindow(At("2026-06-03T12:00Z")).ShouldBe(At("2026-06-06T00:00+02:00"));
        weekend.IsInWindow(At("2026-06-07T23:59+02:00")).ShouldBeTrue();
        weekend.IsInWindow(At("2026-06-08T00:00+02:00")).ShouldBeFalse();
    }

    [Theory] // Vienna's clocks go from 02:00 to 03:00 on 2026-03-29; New York's on 2026-03-08
    [InlineData("02:00", "04:00", "Europe/Vienna", "2026-03-28T12:00Z", "2026-03-29T03:00+02:00")]
    [InlineData("02:30", "04:00", "America/New_York", "2026-03-07T12:00-05:00", "2026-03-08T03:00-04:00")]
    [InlineData("02:15", "02:45", "Europe/Vienna", "2026-03-28T12:00Z", "2026-03-30T02:15+02:00")]
    public void Shrink_where_an_hour_is_missing(string start, string end, string zone, string at, string next) =>
        Window(start, end, zone).NextInWindow(At(at)).ShouldBe(At(next));

    [Fact]
    public void That_come_once_a_week_in_the_missing_hour_come_a_week_later() =>
        Window("02:15", "02:45", "Europe/Vienna", Weekdays.Sunday).NextInWindow(At("2026-03-23T12:00Z")).ShouldBe(At("2026-04-05T02:15+02:00"));

    [Theory] // Vienna's clocks go from 03:00 to 02:00 on 2026-10-25
    [InlineData("01:00", "02:30", "2026-10-25T02:29+02:00", true)]
    [InlineData("01:00", "02:30", "2026-10-25T02:15+01:00", false)]
    [InlineData("02:30", "03:30", "2026-10-25T02:45+02:00", false)]
    [InlineData("02:30", "03:30", "2026-10-25T02:45+01:00", true)]
    [InlineData("02:15", "02:45", "2026-10-25T02:30+02:00", false)]
    [InlineData("02:15", "02:45", "2026-10-25T02:30+01:00", true)]
    [InlineData("01:00", "04:00", "2026-10-25T02:30+02:00", true)]
    [InlineData("01:00", "04:00", "2026-10-25T02:30+01:00", true)]
    public void Do_not_grow_where_an_hour_comes_twice(string start, string end, string at, bool inside) =>
        Window(start, end, "Europe/Vienna").IsInWindow(At(at)).ShouldBe(inside);

    [Fact]
    public void Hold_what_they_say_at_every_hour_of_a_year()
    {
        foreach (var zone in new[] { "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo" })
            foreach (var window in new[] { Window("22:00", "04:00", zone), Window("00:00", "01:00", zone), Window("02:15", "02:45", zone, Weekdays.Sunday) })
                for (var at = At("2026-01-01T00:05Z"); at < At("2027-01-01T00:00Z"); at = at.AddHours(1))
                {
                    var next = window.NextInWindow(at);
                    next.ShouldBeGreaterThanOrEqualTo(at);
                    window.IsInWindow(next).ShouldBeTrue();
                    window.IsInWindow(at).ShouldBe(next == at);
                    if (next != at)
                        window.IsInWindow(next.AddMilliseconds(-1)).ShouldBeFalse();
                }
    }

    private static RotationSchedule Window(string start, string end, string zone = "UTC", Weekdays days = Weekdays.None) => new()
    {
        WindowStart = TimeOnly.Parse(start, CultureInfo.InvariantCulture), WindowEnd = TimeOnly.Parse(end, CultureInfo.InvariantCulture),
        TimeZone = zone, WindowDays = days,
    };

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
