using Microsoft.AspNetCore.Antiforgery;

namespace FaceAuth.Accounts.Sessions.Drafts;

/// <summary>
/// Keeps the form of a request that cannot be answered: its session has just ended, or wants a fresh proof first. Only
/// where its antiforgery token was made for the very member: nobody else can put words into a member's form.
/// </summary>
public sealed class DraftForm(KeptDrafts drafts, SessionTickets tickets, IAntiforgery antiforgery)
{
    /// <summary>Where the page's script sends drafts.</summary>
    public const string Path = "/account/draft";

    /// <summary>The field in which it names the page.</summary>
    public const string PathField = "draft-path";

    /// <summary>Keeps the form where it may be kept; returns the page it belongs to, else null.</summary>
    public async Task<string?> KeepAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType
            || context.GetEndpoint()?.Metadata.GetMetadata<KeepsDraftAttribute>() is null)
            return null;
        var visitor = context.User;
        try
        {
            if (visitor.Identity is not { IsAuthenticated: true })
            {
                if (SessionCookie.FindKey(context) is not { } key || await tickets.FindEndedAsync(key, context.RequestAborted) is not { } ended)
                    return null;
                // For the token's check alone; nothing of the request is carried out as the member.
                context.User = ended;
            }
            if (!await antiforgery.IsRequestValidAsync(context))
                return null;
            var form = await request.ReadFormAsync(context.RequestAborted);
            var path = PageOf(request.Path, form);
            return path is not null && await drafts.KeepAsync(context.User.AccountId(), path, Fields(form), context.RequestAborted) ? path : null;
        }
        // A form that cannot be read is not kept; the answer is the same as without one.
        catch (Exception fault) when (fault is BadHttpRequestException or InvalidDataException)
        {
            return null;
        }
        finally
        {
            context.User = visitor;
        }
    }

    /// <summary>The fields of a form, each value on its own.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Fields(IFormCollection form) =>
        form.SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")));

    /// <summary>The page that a form belongs to: its own, or the one that the script names; null where that is no path.</summary>
    public static string? PageOf(PathString path, IFormCollection form)
    {
        if (!path.Equals(Path, StringComparison.OrdinalIgnoreCase))
            return path;
        var named = form[PathField].ToString();
        return named.Length is > 1 and <= 200 && named[0] == '/' && named[1] is not ('/' or '\\') && !named.Any(char.IsControl) && !named.Contains('?')
            ? named
            : null;
    }
}
