using FaceAuth.Email.Folder;
using Microsoft.Extensions.Options;

namespace FaceAuth.Email;

/// <summary>Registers mail: the outbox, its delivery, and the chosen sender.</summary>
public static class EmailSetup
{
    /// <summary>Adds mail. The job that delivers what a nudge missed is registered with the other jobs.</summary>
    public static IServiceCollection AddEmail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EmailOptions>().Bind(configuration.GetSection(EmailOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<EmailOptions>, EmailOptionsValidator>();
        services.AddOptions<OutboxOptions>().Bind(configuration.GetSection(OutboxOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();

        services.AddOptions<FolderEmailOptions>().Bind(configuration.GetSection(FolderEmailOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FolderEmailSender>();
        services.AddSingleton<FolderMailbox>();
        services.AddSingleton<IEmailSender>(all => all.GetRequiredService<FolderEmailSender>());

        services.AddSingleton<MailRenderer>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<OutboxDelivery>();
        services.AddHostedService<OutboxPump>();
        return services;
    }
}
