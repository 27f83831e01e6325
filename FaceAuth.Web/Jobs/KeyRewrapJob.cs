using FaceAuth.Keys;
using FaceAuth.Ledger;

namespace FaceAuth.Jobs;

/// <summary>Brings stored keys that are under an older master key under the newest; silent where there is none.</summary>
internal sealed partial class KeyRewrapJob(KeyRewrap rewrap, KeyNotes notes, ILogger<KeyRewrapJob> log) : IRecurringJob
{
    public async Task RunAsync(CancellationToken ct)
    {
        var report = await rewrap.RunAsync(told: null, notes.Rewrapped(actor: ""), ct);
        if (report.Moved > 0)
            Log.Moved(log, report.Moved);
        if (report.Broken > 0)
            Log.Broken(log, report.Broken, string.Join(", ", report.Named.Take(10).Select(key => $"{key.Table} {key.Id}")));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} stored keys are under the newest master key now.")]
        public static partial void Moved(ILogger logger, long count);

        [LoggerMessage(2, LogLevel.Error, "{Count} stored keys do not open and stay as they are; what they seal cannot be read. The first of them: {Rows}. The command `keys rewrap` says why.")]
        public static partial void Broken(ILogger logger, long count, string rows);
    }
}
