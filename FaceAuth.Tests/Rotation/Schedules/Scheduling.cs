using System.Globalization;
using System.Text.Json;
using FaceAuth.Rotation.Schedules;

namespace FaceAuth.Tests.Rotation.Schedules;

public sealed class Scheduling
{
    [Fact]
    public void Nothing_comes_by_itself_where_nothing_is_set()
    {
        var none = new RotationSchedule { WindowStart = new(2, 0), WindowEnd = new(4, 0), JitterMinutes = 5 };

        none.Next(At("2026-03-01T12:00Z"), 0.5).ShouldBeNull();
        none.NextThree(At("2026-03-01T12:00Z"), first: null).ShouldBeEmpty();
        none.NextThree(At("2026-03-01T12:00Z"), At("2026-03-01T13:00Z")).ShouldBe([At("2026-03-02T02:00Z")]);
    }

    [Fact]
    public void An_interval_comes_as_many_days_after_the_last_change() =>
        new RotationSchedule { EveryDays = 30 }.Next(At("2026-03-01T12:00Z"), 0).ShouldBe(At("2026-03-31T12:00Z"));

    [Theory] // over the change to summer time in spring, and back
    [InlineData("2026-03-20T09:00+01:00", 30, "2026-04-19T09:00+02:00")]
    [InlineData("2026-10-20T09:00+02:00", 30, "2026-11-19T09:00+01:00")]
    [InlineData("2026-03-28T02:30+01:00", 1, "2026-03-29T03:00+02:00")] // there is no 02:30
    [InlineData("2026-10-24T02:30+02:00", 1, "2026-10-25T02:30+02:00")] // the first of two
    public void An_interval_keeps_the_time_of_the_day(string after, int days, string next)
    {
        var vienna = new RotationSchedule { EveryDays = days, TimeZone = "Europe/Vienna" };
        vienna.Next(At(after), 0).ShouldBe(At(next));
        vienna.Next(At(after), 0)!.Value.Offset.ShouldBe(At(next).Offset);
    }

    [Theory]
    [InlineData("0 3 * * 1", "UTC", "2026-03-04T10:00Z", "2026-03-09T03:00Z")]
    [InlineData("30 2 * * *", "Europe/Vienna", "2026-03-28T12:00Z", "2026-03-29T03:00+02:00")]
    [InlineData("30 2 * * *", "America/New_York", "2026-03-07T12:00Z", "2026-03-08T03:00-04:00")]
    [InlineData("30 2 * * *", "Europe/Vienna", "2026-10-24T12:00Z", "2026-10-25T02:30+02:00")]
    [InlineData("30 2 * * *", "Europe/Vienna", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00")] // once, not twice
    [InlineData("30 1 * * *", "America/New_York", "2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00")]
    [InlineData("0 * * * *", "Europe/Vienna", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00")] // every hour is every hour
    public void A_cron_expression_counts_in_its_zone(string cron, string zone, string after, string next) =>
        new RotationSchedule { Cron = cron, TimeZone = zone }.Next(At(after), 0).ShouldBe(At(next));

    [Fact]
    public void Jitter_comes_after_the_due_time()
    {
        var schedule = new RotationSchedule { Cron = "0 3 * * *", JitterMinutes = 30 };
        schedule.Next(At("2026-03-01T12:00Z"), 0).ShouldBe(At("2026-03-02T03:00Z"));
        schedule.Next(At("2026-03-01T12:00Z"), 0.5).ShouldBe(At("2026-03-02T03:15Z"));
    }

    [Fact]
    public void Jitter_stays_inside_the_window()
    {
        var schedule = new RotationSchedule
        {
            Cron = "50 3 * * *", WindowStart = new(2, 0), WindowEnd = new(4, 0), JitterMinutes = 60, TimeZone = "Europe/Vienna",
        };
        for (var random = 0.0; random < 1; random += 0.01)
        {
            var next = schedule.Next(At("2026-06-01T12:00Z"), random)!.Value;
            next.ShouldBeInRange(At("2026-06-02T03:50+02:00"), At("2026-06-02T03:59:59.999+02:00"));
            schedule.IsInWindow(next).ShouldBeTrue();
        }
        schedule.Next(At("2026-06-01T12:00Z"), 0.999_999_999)!.Value.ShouldBeLessThan(At("2026-06-02T04:00+02:00"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    public void A_random_number_outside_its_range_is_a_fault_of_the_program(double random) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new RotationSchedule { EveryDays = 1 }.Next(At("2026-03-01T12:00Z"), random));

    [Theory] // early, late, and a change that lasted beyond the window's end
    [InlineData("2026-03-01T02:00Z")]
    [InlineData("2026-03-01T03:59Z")]
    [InlineData("2026-03-01T04:10Z")]
    public void An_interval_is_counted_from_window_to_window(string after)
    {
        var daily = new RotationSchedule { EveryDays = 1, WindowStart = new(2, 0), WindowEnd = new(4, 0) };
        daily.Next(At(after), 0).ShouldBe(At("2026-03-02T02:00Z"));
        (daily with { EveryDays = 30 }).Next(At(after), 0).ShouldBe(At("2026-03-31T02:00Z"));
    }

    [Fact]
    public void A_daily_change_in_a_window_across_midnight_comes_every_night()
    {
        var nightly = new RotationSchedule
        {
            EveryDays = 1, WindowStart = new(22, 0), WindowEnd = new(4, 0), JitterMinutes = 360, TimeZone = "America/New_York",
        };
        var time = At("2026-02-20T12:00-05:00");
        var numbers = Numbers().GetEnumerator();
        for (var night = 21; night < 51; night++)
        {
            numbers.MoveNext();
            time = nightly.Next(time, numbers.Current)!.Value;
            // The night in which it is: 22:00 until 04:00.
            DateOnly.FromDateTime(time.DateTime.AddHours(-22)).ShouldBe(new DateOnly(2026, 2, 1).AddDays(night - 1));
        }
    }

    [Fact]
    public void The_next_three_begin_with_the_stored_one()
    {
        var weekly = new RotationSchedule { EveryDays = 7 };
        var now = At("2026-03-01T12:00Z");
        weekly.NextThree(now, At("2026-03-03T08:20Z")).ShouldBe([At("2026-03-03T08:20Z"), At("2026-03-10T08:20Z"), At("2026-03-17T08:20Z")]);
        weekly.NextThree(now, first: null).ShouldBe([At("2026-03-08T12:00Z"), At("2026-03-15T12:00Z"), At("2026-03-22T12:00Z")]);
    }

    [Fact]
    public void What_is_overdue_comes_now_and_once() =>
        new RotationSchedule { Cron = "0 3 * * *" }.NextThree(At("2026-03-08T12:00Z"), At("2026-03-01T03:00Z"))
            .ShouldBe([At("2026-03-08T12:00Z"), At("2026-03-09T03:00Z"), At("2026-03-10T03:00Z")]);

    [Fact]
    public void A_zone_that_is_gone_is_taken_for_utc_and_is_a_fault()
    {
        var lost = new RotationSchedule { Cron = "0 3 * * *", TimeZone = "Middle/Earth" };
        lost.Next(At("2026-03-01T12:00Z"), 0).ShouldBe(At("2026-03-02T03:00Z"));
        lost.Faults().ShouldHaveSingleItem().ShouldContain("time zone");
    }

    [Fact]
    public void It_survives_being_written_as_json()
    {
        var schedule = new RotationSchedule
        {
            Cron = "0 3 * * 1", TimeZone = "Europe/Vienna", WindowStart = new(22, 0), WindowEnd = new(4, 30),
            WindowDays = Weekdays.Weekend, JitterMinutes = 20,
        };
        var json = JsonSerializer.Serialize(schedule);
        JsonSerializer.Deserialize<RotationSchedule>(json).ShouldBe(schedule);
        json.ShouldNotContain("Words");
        json.ShouldNotContain("Zone\":{");
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    // Spread over 0 to 1, the same at every run.
    private static IEnumerable<double> Numbers()
    {
        for (var number = 0.0; ; number = (number + 0.618) % 1)
            yield return number;
    }
}
