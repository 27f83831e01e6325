using FaceAuth.Rotation.Schedules;

namespace FaceAuth.Tests.Rotation.Schedules;

public sealed class SchedulesInWords
{
    [Fact]
    public void Say_interval_window_and_jitter() =>
        new RotationSchedule { EveryDays = 30, WindowStart = new(2, 0), WindowEnd = new(4, 0), TimeZone = "Europe/Vienna", JitterMinutes = 30 }
            .Words.ShouldBe("every 30 days, between 02:00 and 04:00 in Europe/Vienna, spread over 30 minutes");

    [Fact]
    public void Say_days_and_a_window_across_midnight() =>
        new RotationSchedule
        {
            Cron = "0 23 * * 5", WindowStart = new(22, 0), WindowEnd = new(4, 0), WindowDays = Weekdays.Friday | Weekdays.Monday, JitterMinutes = 120,
        }
            .Words.ShouldBe("every Friday at 23:00, between 22:00 and 04:00 of the next day on Monday and Friday in UTC, spread over 2 hours");

    [Fact]
    public void Say_when_nothing_comes()
    {
        new RotationSchedule().Words.ShouldBe("not on a schedule");
        new RotationSchedule { WindowDays = Weekdays.Weekend }.Words.ShouldBe("not on a schedule; on Saturday and Sunday in UTC only");
    }

    [Fact]
    public void Say_every_day() => new RotationSchedule { EveryDays = 1 }.Words.ShouldBe("every day");

    [Theory]
    [InlineData("0 3 * * *", "every day at 03:00")]
    [InlineData("15 3,15 * * *", "every day at 03:15 and 15:15")]
    [InlineData("5 * * * *", "every hour at 5 minutes past")]
    [InlineData("15 */6 * * *", "every 6 hours from 00:15 on")]
    [InlineData("0 3 * * 1", "every Monday at 03:00")]
    [InlineData("0 3 * * MON,thu", "every Monday and Thursday at 03:00")]
    [InlineData("0 3 * * 1-5", "from Monday to Friday at 03:00")]
    [InlineData("0 3 * * 7", "every Sunday at 03:00")]
    [InlineData("0 3 1 * *", "on the 1st of every month at 03:00")]
    [InlineData("0 3 22 * ?", "on the 22nd of every month at 03:00")]
    [InlineData("0 3 L * *", "on the last day of every month at 03:00")]
    [InlineData("0 3 * * 2#1", "on the first Tuesday of every month at 03:00")]
    [InlineData("0 3 * * FRIL", "on the last Friday of every month at 03:00")]
    [InlineData("0 3 1 1,7 *", "on the 1st of every January and July at 03:00")]
    [InlineData("0 3 13 * 5", "on the 13th of every month if it is a Friday at 03:00")]
    [InlineData("0 3 * 2 *", "every day in February at 03:00")]
    [InlineData("0 3 */2 * *", "by the cron expression 0 3 */2 * *")]
    [InlineData("0 */5 * * *", "by the cron expression 0 */5 * * *")]
    public void Say_the_common_forms_of_cron(string cron, string words)
    {
        var schedule = new RotationSchedule { Cron = cron };
        schedule.Faults().ShouldBeEmpty();
        schedule.Words.ShouldBe($"{words} in UTC");
    }
}
