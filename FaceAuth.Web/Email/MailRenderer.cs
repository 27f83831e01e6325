using FaceAuth.Email.Templates;
using FaceAuth.Site;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace FaceAuth.Email;

/// <summary>Gives a message its two forms, HTML (<c>Templates/MailTemplate.razor</c>) and text, from the same parts.</summary>
public sealed class MailRenderer(
    IServiceScopeFactory scopes, ILoggerFactory loggers, IOptions<SiteOptions> site)
{
    /// <summary>The message as it leaves, under a Message-ID that is the same at every try.</summary>
    /// <exception cref="ArgumentException">The address, subject or a link breaks the rules of mail.</exception>
    public async Task<EmailMessage> RenderAsync(OutboxId id, Mail mail)
    {
        MailRules.Check(mail);
        return new EmailMessage(
            $"<{id}@{Host()}>", mail.To, mail.Subject,
            MailText.Write(mail, site.Value), await WriteHtmlAsync(mail));
    }

    /// <summary>The site's host in ASCII, an IPv6 address in brackets: the right side of a Message-ID (RFC 5322 §3.6.4).</summary>
    private string Host() =>
        new Uri(site.Value.PublicUrl) is var url && url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;

    private async Task<string> WriteHtmlAsync(Mail mail)
    {
        // A renderer keeps its components until it is disposed, so each message has its own.
        // It asks for services that live in a scope, as a request would have one.
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(MailTemplate.Mail)] = mail,
                [nameof(MailTemplate.Site)] = site.Value,
            });
            var page = await renderer.RenderComponentAsync<MailTemplate>(parameters);
            return page.ToHtmlString();
        });
    }
}
