namespace FaceAuth.Hosting;

/// <summary>
/// Answers a form that says it is too large with 413 (RFC 9110 §15.5.14) before a byte of it is read. Without this the
/// antiforgery check, which reads the form first, would take the cut-off body for a forged one.
/// </summary>
public static class LargeForms
{
    /// <summary>Comes after the pages for statuses and before whatever reads the body.</summary>
    public static IApplicationBuilder UseLargeFormAnswer(this IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            if (context.Request.ContentLength is not > HostingSetup.MaxFormBytes)
                return next(context);
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return Task.CompletedTask;
        });
}
