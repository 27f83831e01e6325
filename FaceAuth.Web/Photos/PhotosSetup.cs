using FaceAuth.Hosting;

namespace FaceAuth.Photos;

public static class PhotosSetup
{
    public static IServiceCollection AddPhotos(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<IPhotoStore>(p => new FilePhotoStore(p.GetRequiredService<DataFolder>().Resolve("photos")));
}

internal sealed class FilePhotoStore(string folder) : IPhotoStore
{
    private string P(PhotoKey key) => Path.Combine(folder, key.Account, key.Photo);
    public async Task PutAsync(PhotoKey key, ReadOnlyMemory<byte> sealedPhoto, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(P(key))!);
        await File.WriteAllBytesAsync(P(key), sealedPhoto, ct);
    }
    public async Task<byte[]?> GetAsync(PhotoKey key, CancellationToken ct) => File.Exists(P(key)) ? await File.ReadAllBytesAsync(P(key), ct) : null;
    public Task DeleteAsync(PhotoKey key, CancellationToken ct) { if (File.Exists(P(key))) File.Delete(P(key)); return Task.CompletedTask; }
    public Task DeleteAllAsync(string account, CancellationToken ct) => Task.CompletedTask;
    public Task CheckAsync(CancellationToken ct) => Task.CompletedTask;
}
