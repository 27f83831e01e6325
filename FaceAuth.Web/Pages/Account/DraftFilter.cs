using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.Sessions.Drafts;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace FaceAuth.Pages.Account;

/// <summary>
/// On the pages that keep drafts: fills the form in again when it is shown, once, and drops the draft when the form was
/// sent after all.
/// </summary>
public sealed class DraftFilter(KeptDrafts drafts) : IAsyncPageFilter
{
    /// <inheritdoc/>
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var executed = await next();
        var request = context.HttpContext.Request;
        if (executed.Exception is not null || context.HttpContext.User is not { Identity.IsAuthenticated: true } user
            || context.HandlerInstance is not PageModel page || page is DraftModel
            || !context.ActionDescriptor.EndpointMetadata.OfType<KeepsDraftAttribute>().Any())
            return;
        var ct = context.HttpContext.RequestAborted;
        if (HttpMethods.IsPost(request.Method))
            await drafts.DropAsync(user.AccountId(), request.Path, ct);
        else if (executed.Result is PageResult && await drafts.TakeAsync(user.AccountId(), request.Path, ct) is { } draft)
        {
            foreach (var (field, values) in draft)
                page.ModelState.SetModelValue(field, values.Length == 1 ? values[0] : values, string.Join(',', values));
            page.TempData.Tell(StatusKind.Info, "We kept what you had typed before you had to sign in or show that it is you, but for passwords and other secrets. Look it over and go on.");
        }
    }
}
