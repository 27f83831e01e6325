using FaceAuth.Accounts;

namespace FaceAuth.Jobs;

/// <summary>Deletes pictures that are nobody's any more from the photo store.</summary>
internal sealed class PictureSweepJob(PictureSweep sweep) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => sweep.RunAsync(ct);
}
