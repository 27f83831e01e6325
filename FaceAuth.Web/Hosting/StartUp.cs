using FaceAuth.Site;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Faces.Imaging;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Photos;

namespace FaceAuth.Hosting;

/// <summary>
/// What must hold before the first request: the schema is current, the keys open what is stored, photos and mail can be
/// written, the models are loaded. Each failure stops the start with words that name the key or file.
/// </summary>
public sealed class StartUp(
    DataFolder folder, Migrator migrator, KeyRing keys, Db db, LedgerStore ledger, LedgerAnchoring anchoring, IPhotoStore photos,
    IEmailSender email, IServiceProvider services)
{
    /// <summary>Runs the steps in their order; throws where one fails.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        folder.Make();
        UploadFolder.Prepare(folder);
        await StoreAsync(ct);
        NativeLibraries.Check();
        await photos.CheckAsync(ct);
        await email.CheckAsync(ct);
        services.GetRequiredService<IFaceEngine>();
    }

    /// <summary>The steps that the command line needs too: database, keys and the ledger's head.</summary>
    public async Task StoreAsync(CancellationToken ct)
    {
        folder.Make();
        await migrator.MigrateAsync(ct);
        await keys.StartAsync(ct);
        await db.WriteAsync(ledger.StartAsync, ct);
        await anchoring.StartAsync(ct);
    }
}
