using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace FaceAuth.Hosting;

/// <summary>
/// Answers a form that says it is too large with 413 (RFC 9110 §15.5.14) before a byte of it is read. Without this the
/// antiforgery check, which reads the form first, would take the cut-off body for a forged one.
/// </summary>
public static class LargeForms
{
    /// <summary>Comes after routing, which finds the page's own limit, and before whatever reads the body.</summary>
    public static IApplicationBuilder UseLargeFormAnswer(this IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            // The answer's own page passes here again, with the same request.
            if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
                return next(context);
            var limit = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? HostingSetup.MaxBodyBytes;
            if (context.Request.ContentLength is not { } length || length <= limit)
                return next(context);
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return Task.CompletedTask;
        });
}
