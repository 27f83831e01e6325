using System.Globalization;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Schedules;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;
using FaceAuth.Vault.Generator;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace FaceAuth.Pages.Vault.Rotation;

/// <summary>The form of a plan. All fields are there for every kind of target; those of the chosen one count.</summary>
public sealed class RotationForm
{
    /// <summary>The choice of no plan: the password is changed by hand.</summary>
    public const string Reminder = "Reminder";

    /// <summary>The choices of when.</summary>
    public const string ByInterval = "Interval", ByCron = "Cron", OnRequest = "Request";

    private const int MostAfterReveal = 7 * 24 * 60, LongestText = 255, LongestUrl = 2_000;

    public string Kind { get; set; } = Reminder;

    public string? Host { get; set; }
    public string? Port { get; set; }
    public bool NoTls { get; set; }
    public string? Database { get; set; }
    public string? UserName { get; set; }
    public string? AlternateUserName { get; set; }
    public string? AccountHost { get; set; } = "%";
    public string? Administrator { get; set; }

    public string? Url { get; set; }
    public string? SigningKey { get; set; }
    public bool NotifyAfter { get; set; }

    public int Length { get; set; } = 32;
    public bool Lower { get; set; } = true;
    public bool Upper { get; set; } = true;
    public bool Digits { get; set; } = true;
    public bool Symbols { get; set; } = true;
    public string? AllowedSymbols { get; set; } = PasswordRecipe.DefaultSymbols;
    public bool NoLookAlikes { get; set; }

    public string When { get; set; } = ByInterval;
    public string? EveryDays { get; set; } = "30";
    public string? Cron { get; set; }
    public string? TimeZone { get; set; } = "UTC";
    public string? WindowStart { get; set; }
    public string? WindowEnd { get; set; }
    public List<string>? WindowDays { get; set; }
    public string? JitterMinutes { get; set; } = "0";
    public string? AfterReveal { get; set; }

    /// <summary>The version of the plan that the form was filled from; 0 for none.</summary>
    public long Version { get; set; }

    /// <summary>Filled from a plan.</summary>
    public static RotationForm Of(RotationPlan plan)
    {
        var (target, schedule, recipe) = (plan.Settings.Target, plan.Settings.Schedule, plan.Settings.Target.Recipe);
        return new RotationForm
        {
            Kind = target.Kind.ToString(), Host = target.Host, Port = target.Port > 0 ? Text(target.Port) : null, NoTls = !target.Tls, Database = target.Database,
            UserName = target.UserName, AlternateUserName = target.AlternateUserName, AccountHost = target.AccountHost,
            Administrator = target.Administrator?.ToString(), Url = target.Url, SigningKey = target.SigningKey?.ToString(), NotifyAfter = target.NotifyAfter,
            Length = recipe.Length, Lower = recipe.Lower, Upper = recipe.Upper, Digits = recipe.Digits, Symbols = recipe.Symbols,
            AllowedSymbols = recipe.AllowedSymbols, NoLookAlikes = recipe.NoLookAlikes,
            When = schedule.Cron.Length > 0 ? ByCron : schedule.EveryDays > 0 ? ByInterval : OnRequest,
            EveryDays = schedule.EveryDays > 0 ? Text(schedule.EveryDays) : null, Cron = schedule.Cron, TimeZone = schedule.TimeZone,
            WindowStart = Text(schedule.WindowStart), WindowEnd = Text(schedule.WindowEnd), WindowDays = [.. schedule.WindowDays.Each().Select(day => day.ToString())],
            JitterMinutes = Text(schedule.JitterMinutes), AfterReveal = plan.Settings.AfterReveal is { } minutes ? Text(minutes) : null, Version = plan.Version,
        };
    }

    /// <summary>What the form asks for; null where something is wrong, which the model state then says.</summary>
    /// <param name="entry">Whose password.</param>
    /// <param name="state">Gets what is wrong.</param>
    public RotationSettings? Read(VaultEntry entry, ModelStateDictionary state)
    {
        if (!Enum.TryParse<TargetKind>(Kind, out var kind) || !Enum.IsDefined(kind))
        {
            state.AddModelError("Input.Kind", "Choose where the password is changed.");
            return null;
        }
        var target = kind switch
        {
            TargetKind.MySql or TargetKind.PostgreSql => Server(kind, entry, state),
            TargetKind.Webhook => Webhook(state),
            _ => new TargetSettings { Kind = TargetKind.VaultOnly },
        };
        var settings = new RotationSettings { Target = target with { Recipe = Recipe(state) }, Schedule = Schedule(state), AfterReveal = Minutes(state) };
        return state.IsValid ? settings : null;
    }

    private TargetSettings Server(TargetKind kind, VaultEntry entry, ModelStateDictionary state)
    {
        if (!TargetHost.TryParse(Host ?? "", out var host))
            state.AddModelError("Input.Host", "Enter the server’s name or address, such as db.example.org. No scheme and no path.");
        var port = string.IsNullOrWhiteSpace(Port) ? kind == TargetKind.MySql ? 3306 : 5432 : Number(Port);
        if (port is < 1 or > 65535)
            state.AddModelError("Input.Port", "A port is a number from 1 to 65535.");
        var (user, other) = (Cut(UserName), Cut(AlternateUserName));
        if (user.Length == 0 && entry.Card.UserName.Length == 0)
            state.AddModelError("Input.UserName", "Name the account: the entry has no user name.");
        // Where two take turns, the entry's user name changes with its password: the first account is kept as what it is now.
        if (other.Length > 0 && user.Length == 0)
            user = entry.Card.UserName;
        var administrator = Id(Administrator);
        if (other.Length > 0 && administrator is null)
            state.AddModelError("Input.Administrator", "Two accounts that take turns need an administrator’s entry: the account that is not in use cannot sign in to change itself.");
        if (other.Length > 0 && other == user)
            state.AddModelError("Input.AlternateUserName", "The second account must be another one than the first.");
        foreach (var (name, text) in new[] { ("Database", Database), ("UserName", UserName), ("AlternateUserName", AlternateUserName), ("AccountHost", AccountHost) })
        {
            if (text?.Length > LongestText || text?.Any(char.IsControl) == true)
                state.AddModelError($"Input.{name}", $"At most {LongestText} characters, on one line.");
        }
        if (administrator == entry.Id)
            state.AddModelError("Input.Administrator", "The entry cannot be its own administrator: leave this empty where the account changes its own password.");
        return new TargetSettings
        {
            Kind = kind, Host = host ?? "", Port = port, Tls = !NoTls, Database = Cut(Database), UserName = user, AlternateUserName = other,
            AccountHost = Cut(AccountHost) is { Length: > 0 } accountHost ? accountHost : "%", Administrator = administrator,
        };
    }

    private TargetSettings Webhook(ModelStateDictionary state)
    {
        var url = Cut(Url);
        if (url.Length > LongestUrl || !Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme != Uri.UriSchemeHttps
            || parsed.UserInfo.Length > 0 || parsed.Fragment.Length > 0)
            state.AddModelError("Input.Url", "Enter the whole address, beginning with https://. Without a user name, a password or a #.");
        var key = Id(SigningKey);
        if (key is null)
            state.AddModelError("Input.SigningKey", "Choose the entry whose password signs the requests.");
        return new TargetSettings { Kind = TargetKind.Webhook, Url = url, SigningKey = key, NotifyAfter = NotifyAfter };
    }

    private PasswordRecipe Recipe(ModelStateDictionary state)
    {
        var recipe = new PasswordRecipe
        {
            Length = Length, Lower = Lower, Upper = Upper, Digits = Digits, Symbols = Symbols, AllowedSymbols = AllowedSymbols ?? "", NoLookAlikes = NoLookAlikes,
        };
        foreach (var fault in recipe.Faults())
            state.AddModelError("Input.Length", fault);
        return recipe;
    }

    private RotationSchedule Schedule(ModelStateDictionary state)
    {
        var schedule = new RotationSchedule
        {
            EveryDays = When == ByInterval ? Number(EveryDays) : 0,
            Cron = When == ByCron ? Cut(Cron) : "",
            TimeZone = Cut(TimeZone) is { Length: > 0 } zone ? zone : "UTC",
            WindowStart = Time(WindowStart, "WindowStart", state), WindowEnd = Time(WindowEnd, "WindowStart", state),
            WindowDays = (WindowDays ?? []).Aggregate(
                Weekdays.None, (days, day) => days | (Enum.TryParse<DayOfWeek>(day, out var one) && Enum.IsDefined(one) ? one.AsSet() : 0)),
            JitterMinutes = string.IsNullOrWhiteSpace(JitterMinutes) ? 0 : Number(JitterMinutes),
        };
        if (When is not (ByInterval or ByCron or OnRequest))
            state.AddModelError("Input.When", "Choose when the password changes.");
        if (When == ByInterval && schedule.EveryDays == 0)
            state.AddModelError("Input.When", "Enter after how many days the password changes.");
        if (When == ByCron && schedule.Cron.Length == 0)
            state.AddModelError("Input.When", "Enter a cron expression.");
        foreach (var fault in schedule.Faults())
            state.AddModelError("Input.When", fault);
        return schedule;
    }

    private int? Minutes(ModelStateDictionary state)
    {
        if (string.IsNullOrWhiteSpace(AfterReveal))
            return null;
        var minutes = Number(AfterReveal);
        if (minutes is < 1 or > MostAfterReveal)
            state.AddModelError("Input.AfterReveal", $"Enter from 1 to {MostAfterReveal} minutes, or nothing.");
        return minutes;
    }

    private static TimeOnly? Time(string? text, string field, ModelStateDictionary state)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (TimeOnly.TryParseExact(text.Trim(), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        state.AddModelError($"Input.{field}", "Times of the window are written as 02:00.");
        return null;
    }

    private static VaultEntryId? Id(string? text) => VaultEntryId.TryParse(text, out var id) ? id : null;

    private static string Cut(string? text) => (text ?? "").Trim();

    // What is no number is out of every range.
    private static int Number(string? text) =>
        int.TryParse((text ?? "").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Text(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture);
}
