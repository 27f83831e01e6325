using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FaceAuth.Faces;

/// <summary>Registers the face engine that the configuration chooses.</summary>
public static class FacesSetup
{
    /// <summary>
    /// Adds <see cref="IFaceEngine"/>. It is made, with its models loaded and checked, while the program starts, so that
    /// a missing file ends the start and not somebody's sign-in.
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
        services.AddHostedService<EngineAtStart>();
        return services;
    }

    // Being made is all it does: its constructor asks for the engine.
    private sealed class EngineAtStart(IFaceEngine engine) : IHostedService
    {
        public Task StartAsync(CancellationToken ct)
        {
            ArgumentNullException.ThrowIfNull(engine);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken ct) => Task.CompletedTask;
    }
}
