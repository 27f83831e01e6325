using FaceAuth.Database;
using FaceAuth.Photos;

namespace FaceAuth.Accounts;

/// <summary>Deletes from the photo store what the database says is to be deleted.</summary>
public sealed partial class PictureSweep(
    Db db, EnrolledPhotoStore store, IPhotoStore pictures, TimeProvider clock, ILogger<PictureSweep> log)
{
    private const int Batch = 200;
    private const long RetryAfter = 10 * 60 * 1000;

    /// <summary>Deletes all pictures that are due; one that cannot be deleted stays listed and is tried again later.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        int deleted;
        do
        {
            deleted = await DeleteBatchAsync(ct);
        }
        while (deleted == Batch);
    }

    private async Task<int> DeleteBatchAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var deleted = 0;
        foreach (var due in await db.ReadAsync(session => store.ListDueDeletionsAsync(session, now, Batch), ct))
        {
            try
            {
                await pictures.DeleteAsync(new PhotoKey(due.AccountId, due.PhotoId), ct);
                await db.WriteAsync(tx => store.FinishDeletionAsync(tx, due.PhotoId), ct);
                deleted++;
            }
            catch (PhotoStoreException fault)
            {
                // Later, so that what cannot be deleted does not stand in front of what can.
                await db.WriteAsync(tx => store.DelayDeletionAsync(tx, due.PhotoId, now + RetryAfter), ct);
                Log.NotDeleted(log, due.PhotoId, fault.GetType().Name);
            }
        }
        return deleted;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The picture of photo {PhotoId} could not be deleted ({Fault}); it is tried again.")]
        public static partial void NotDeleted(ILogger log, string photoId, string fault);
    }
}
