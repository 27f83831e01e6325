using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Faces.Imaging;
using FaceAuth.Keys;
using FaceAuth.Photos;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FaceAuth.Hosting.Health;

/// <summary>Tries each part that can be taken away while the site runs; throws where one fails.</summary>
public sealed class PartChecks(Db db, KeyRing keys, MasterKeys masterKeys, IPhotoStore photos, IEmailSender email, IFaceEngine engine)
{
    /// <summary>The database answers and can be written.</summary>
    public Task DatabaseAsync(CancellationToken ct) => db.CheckAsync(ct);

    /// <summary>The key service opens the stored check value, and has every master key that a stored key needs.</summary>
    public async Task KeysAsync(CancellationToken ct)
    {
        await keys.CheckAsync(ct);
        await masterKeys.CheckAsync(ct);
    }

    /// <summary>A photo can be written, read and deleted.</summary>
    public Task PhotosAsync(CancellationToken ct) => photos.CheckAsync(ct);

    /// <summary>A message can be handed over.</summary>
    public Task EmailAsync(CancellationToken ct) => email.CheckAsync(ct);

    /// <summary>The engine reads a picture, small and without a face, through its queue as any other.</summary>
    public async Task EngineAsync(CancellationToken ct)
    {
        if (await engine.ReadAsync(PlainPicture.Upload(), ReadingPurpose.SignIn, ct) is FaceReading.Unavailable)
            throw new IOException("The face engine is too busy to read a photo.");
    }
}

/// <summary>One part's check as the framework runs it.</summary>
public sealed partial class PartCheck(
    string name, Func<PartChecks, CancellationToken, Task> check, PartChecks parts, ILogger<PartCheck> log) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await check(parts, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault)
        {
            Log.Failed(log, fault, name);
            return HealthCheckResult.Unhealthy($"The part \"{name}\" does not work; the log says why.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The part {Name} does not work.")]
        public static partial void Failed(ILogger log, Exception fault, string name);
    }
}
