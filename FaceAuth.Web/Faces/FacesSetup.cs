using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FaceAuth.Faces;

/// <summary>Registers the face engine that the configuration chooses.</summary>
public static class FacesSetup
{
    /// <summary>
    /// Adds <see cref="IFaceEngine"/>. Its models are loaded and checked when it is first asked for, which the start does,
    /// so that a missing file ends the start and not somebody's sign-in.
    /// </summary>
    public static IServiceCollection AddFaces(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FacesOptions>().Bind(configuration.GetSection(FacesOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EmbeddedEngineOptions>().Bind(configuration.GetSection(EmbeddedEngineOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ImageLimits>().Bind(configuration.GetSection(ImageLimits.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(all =>
        {
            var faces = all.GetRequiredService<IOptions<FacesOptions>>().Value;
            return new EmbeddedFaceEngine(
                all.GetRequiredService<IOptions<EmbeddedEngineOptions>>().Value,
                all.GetRequiredService<IOptions<ImageLimits>>().Value, faces.Threshold,
                all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<EmbeddedFaceEngine>>());
        });
        services.AddSingleton<IFaceEngine>(all => all.GetRequiredService<EmbeddedFaceEngine>());
        return services;
    }
}
