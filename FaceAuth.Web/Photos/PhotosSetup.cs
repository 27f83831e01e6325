using FaceAuth.Site;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FaceAuth.Photos;

/// <summary>Registers the photo store that the configuration chooses.</summary>
public static class PhotosSetup
{
    /// <summary>Adds <see cref="IPhotoStore"/>. Needs a <see cref="DataFolder"/>.</summary>
    public static IServiceCollection AddPhotos(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FilePhotoOptions>().Bind(configuration.GetSection(FilePhotoOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IPhotoStore>(provider => new FilePhotoStore(
            provider.GetRequiredService<DataFolder>().Resolve(provider.GetRequiredService<IOptions<FilePhotoOptions>>().Value.Folder),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
