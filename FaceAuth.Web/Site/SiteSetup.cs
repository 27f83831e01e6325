using Microsoft.Extensions.Options;

namespace FaceAuth.Site;

/// <summary>Registers what every feature may know of the site.</summary>
public static class SiteSetup
{
    /// <summary>Adds <see cref="SiteOptions"/>.</summary>
    public static IServiceCollection AddSite(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SiteOptions>().Bind(configuration.GetSection(SiteOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiteOptions>, SiteOptionsValidator>();
        return services;
    }
}
