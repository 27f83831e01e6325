using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace FaceAuth.Pages.Shared;

/// <summary>
/// Answers 405 where a page has no handler for the request. Razor Pages would draw the page without having asked for
/// anything, and a page that was given nothing to show fails.
/// </summary>
public sealed class KnownHandlers : IAsyncPageFilter
{
    /// <inheritdoc/>
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var features = context.HttpContext.Features;
        // Pages without any handler are drawn as they are; the error page answers every method.
        if (context.HandlerMethod is null && context.ActionDescriptor.HandlerMethods.Count > 0
            && features.Get<IStatusCodeReExecuteFeature>() is null && features.Get<IExceptionHandlerFeature>() is null)
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
        else
            await next();
    }
}
