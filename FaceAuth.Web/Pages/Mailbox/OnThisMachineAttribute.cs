using System.Net;
using FaceAuth.Email;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Mailbox;

/// <summary>
/// Lets a request through only in Development, only where mail goes to the folder, and only from the machine itself.
/// Everybody else is told that there is no such page.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnThisMachineAttribute : Attribute, IAuthorizationFilter
{
    /// <summary>
    /// A proxy on this machine connects from loopback for people far away. Whatever says that there was one ends it,
    /// trusted or not; the X-Original headers are what the framework leaves after it has believed a proxy.
    /// </summary>
    private static readonly string[] SignsOfAProxy =
    [
        "Forwarded", "Via", "X-Real-IP",
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix",
        "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Original-Prefix",
    ];

    /// <inheritdoc/>
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var services = context.HttpContext.RequestServices;
        var isOffered = services.GetRequiredService<IHostEnvironment>().IsDevelopment()
            && services.GetRequiredService<IOptions<EmailOptions>>().Value.Sender == EmailSenderKind.Folder;
        if (!isOffered || !IsFromThisMachine(context.HttpContext))
            context.Result = new NotFoundResult();
    }

    private static bool IsFromThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !SignsOfAProxy.Any(http.Request.Headers.ContainsKey)
        && IsLoopbackName(http.Request.Host.Host);

    /// <summary>
    /// A page elsewhere can point a name of its own at 127.0.0.1 and read what answers there (DNS rebinding); the Host
    /// header then still says that name.
    /// </summary>
    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
