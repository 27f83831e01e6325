using System.Globalization;
using System.Text.RegularExpressions;

namespace FaceAuth.Benchmarks;

/// <summary>One way of being refused, and the times of its answers in milliseconds.</summary>
internal sealed record AnswerKind(string Name)
{
    public List<double> ToFirstByte { get; } = [];

    public List<double> ToLastByte { get; } = [];
}

/// <summary>Two kinds held against each other.</summary>
internal sealed record AnswerPair(AnswerKind One, AnswerKind Other)
{
    public (double D, double P) FirstByte { get; } = KolmogorovSmirnov.Test(One.ToFirstByte, Other.ToFirstByte);

    public (double D, double P) LastByte { get; } = KolmogorovSmirnov.Test(One.ToLastByte, Other.ToLastByte);

    /// <summary>Whether somebody with as many samples could tell the two apart.</summary>
    public bool CanBeToldApart => FirstByte.P <= AnswerTimes.Level || LastByte.P <= AnswerTimes.Level;
}

/// <summary>
/// Asks the running site the way an attacker would: sign-ins for addresses that nobody has, that somebody has with another
/// face, whose account is closed, and with a photo that is no good, in random order, and looks whether the times of the
/// answers tell which was which.
/// </summary>
internal static partial class AnswerTimes
{
    /// <summary>Distributions count as different where chance alone makes such a difference less often than this.</summary>
    public const double Level = .01;

    /// <summary>Tries for one address: fewer than those after which a member has to wait, so that each is decided.</summary>
    public const int TriesPerAddress = 4;

    private const int WarmUp = 12;

    /// <summary>Runs everything.</summary>
    /// <returns>0, or 1 where two kinds can be told apart.</returns>
    public static async Task<int> RunAsync(int samples, int seed, string? folder, CancellationToken ct)
    {
        await using var site = await AnswerTimesSite.CreateAsync(ct);
        var photos = AnswerTimesPhotos.Make();
        int addresses = (samples + WarmUp + TriesPerAddress - 1) / TriesPerAddress;
        Console.WriteLine($"Enrolling {2 * addresses} members.");
        for (int number = 0; number < addresses; number++)
        {
            await site.EnrolAsync(Address("member", number), photos.Member, ct);
            await site.EnrolAsync(Address("closed", number), photos.Member, ct);
            await site.CloseAsync(Address("closed", number), ct);
        }
        await site.OpenAsync(ct);

        var kinds = new[] { "unknown address", "wrong face", "closed account", "wrong photo quality" }.Select(name => new AnswerKind(name)).ToList();
        string[] owners = ["nobody", "member", "closed", "member"];
        using var browser = new AnswerTimesBrowser(site.EndPoint);
        var words = new string[kinds.Count];
        var tries = Order(kinds.Count, samples, seed);
        for (int done = 0; done < tries.Count; done++)
        {
            ct.ThrowIfCancellationRequested();
            var (kind, number) = tries[done];
            bool unfit = kind == kinds.Count - 1;
            var answer = browser.SignIn(
                Address(owners[kind], number / TriesPerAddress),
                (unfit ? photos.Blurred : photos.Strangers)[number % TriesPerAddress]);
            CheckWords(kinds, words, kind, answer);
            if (number >= WarmUp)
            {
                kinds[kind].ToFirstByte.Add(answer.ToFirstByte);
                kinds[kind].ToLastByte.Add(answer.ToLastByte);
            }
            if (done > 0 && done % Math.Max(1, tries.Count / 10) == 0)
                Console.WriteLine($"{done} of {tries.Count}");
        }

        // From outside all refusals are one; whether these were refused for what the benchmark means is seen inside only.
        if (await site.CountNoMatchesAsync(ct) is var compared && compared != WarmUp + samples)
            throw new InvalidOperationException($"{compared} sign-ins were refused by their face, not {WarmUp + samples}: the kinds are not what they are called.");

        var pairs = (
            from one in Enumerable.Range(0, kinds.Count)
            from other in Enumerable.Range(one + 1, kinds.Count - one - 1)
            select new AnswerPair(kinds[one], kinds[other])).ToList();
        await AnswerTimesReport.WriteAsync(kinds, pairs, folder, ct);
        return pairs.Exists(pair => pair.CanBeToldApart) ? 1 : 0;
    }

    /// <summary>The warm-up, and then all tries in an order that the seed decides: the same numbers come in each kind.</summary>
    private static List<(int Kind, int Number)> Order(int kinds, int samples, int seed)
    {
        var all = Enumerable.Range(0, WarmUp + samples).SelectMany(number => Enumerable.Range(0, kinds).Select(kind => (kind, number))).ToList();
#pragma warning disable RS0030 // A seeded generator, so that a run can be repeated.
        var random = new Random(seed);
        for (int left = all.Count - 1; left > WarmUp * kinds; left--)
        {
            int chosen = random.Next(WarmUp * kinds, left + 1);
            (all[left], all[chosen]) = (all[chosen], all[left]);
        }
#pragma warning restore RS0030
        return all;
    }

    // A benchmark of answers that differ in their words, or that were not refusals, would prove nothing.
    private static void CheckWords(List<AnswerKind> kinds, string[] words, int kind, TimedAnswer answer)
    {
        var said = $"{answer.Status} {Values().Replace(answer.Body, "")}";
        words[kind] ??= said;
        if (answer.Status is < 400 or >= 500 || said != words[kind])
            throw new InvalidOperationException($"An answer of the kind “{kinds[kind].Name}” is not like the others of its kind (status {answer.Status}).");
        bool unfit = kind == kinds.Count - 1;
        foreach (var other in words[..^1].Where(other => other is not null))
        {
            if (unfit == (said == other))
                throw new InvalidOperationException($"The kind “{kinds[kind].Name}” is not answered as it should be.");
        }
    }

    private static string Address(string owner, int number) => string.Create(CultureInfo.InvariantCulture, $"{owner}-{number:D5}@example.org");

    // What the person typed, and the form's tokens.
    [GeneratedRegex("value=\"[^\"]*\"")]
    private static partial Regex Values();
}
