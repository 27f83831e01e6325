namespace FaceAuth.Rotation.Schedules;

/// <summary>A set of days of the week. The names are stored: they never change.</summary>
[Flags]
public enum Weekdays
{
    /// <summary>No choice was made: every day.</summary>
    None = 0,

    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,

    WorkingDays = Monday | Tuesday | Wednesday | Thursday | Friday,
    Weekend = Saturday | Sunday,
    All = WorkingDays | Weekend,
}

/// <summary>Days of the week, one by one.</summary>
public static class WeekdaysExtensions
{
    /// <summary>The set of one day.</summary>
    public static Weekdays AsSet(this DayOfWeek day) =>
        day == DayOfWeek.Sunday ? Weekdays.Sunday : (Weekdays)(1 << ((int)day - 1));

    /// <summary>Whether a day is in the set; all are where no choice was made.</summary>
    public static bool Holds(this Weekdays days, DayOfWeek day) => days == Weekdays.None || days.HasFlag(day.AsSet());

    /// <summary>The days of the set from Monday on; none where no choice was made.</summary>
    public static IEnumerable<DayOfWeek> Each(this Weekdays days) =>
        Enumerable.Range(1, 7).Select(number => (DayOfWeek)(number % 7)).Where(day => days.HasFlag(day.AsSet()));
}
