using System.Text.RegularExpressions;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;

namespace FaceAuth.Tests.Pages.Vault;

/// <summary>What a route asks of a session, and how its address is made of ids.</summary>
/// <param name="Key">"GET vault/{id}", or with a handler "POST vault/{id}?handler=Delete".</param>
/// <param name="Path">The address for a set of ids.</param>
/// <param name="Fields">The fields of its form.</param>
public sealed record VaultRoute(string Key, Func<VaultThings, string> Path, Func<VaultThings, (string Name, string Value)[]>? Fields = null)
{
    /// <summary>It names a thing of the vault: to anybody else it is not there.</summary>
    public bool HasId { get; init; } = true;

    /// <summary>A session on hold is led away.</summary>
    public bool NotOnHold { get; init; }

    /// <summary>It takes photos, as a form in parts.</summary>
    public bool Photo { get; init; }

    /// <summary>What its owner gets, so that it is seen that the address is right.</summary>
    public int Own { get; init; } = 200;

    public bool IsPost => Key.StartsWith("POST", StringComparison.Ordinal);

    /// <summary>What another member gets for an id of theirs and for one of nothing.</summary>
    public int NotThere { get; init; } = 404;

    public override string ToString() => Key;
}

/// <summary>Every route of the vault and of the ledger. A new one has to be added here, or the test fails.</summary>
public static partial class VaultRoutes
{
    private static readonly (string, string)[] Form = [("Input.Name", "taken over"), ("Input.Version", "1"), ("Input.Length", "20"), ("Input.Words", "6")];

    private static readonly (string, string)[] Plan =
        [("Input.Kind", "VaultOnly"), ("Input.When", "Request"), ("Input.TimeZone", "UTC"), ("Input.Length", "20"), ("Input.Lower", "true"), ("Input.Version", "0")];

    public static readonly IReadOnlyList<VaultRoute> All =
    [
        new("GET vault", things => $"/vault?view={Uri.EscapeDataString(things.View)}") { HasId = false },
        new("POST vault", _ => "/vault", _ => [("search", "anything")]) { HasId = false, Own = 302 },
        new("POST vault?handler=RotateShown", _ => "/vault?handler=RotateShown", _ => []) { HasId = false, NotOnHold = true, Own = 302 },
        new("GET vault/new", _ => "/vault/new") { HasId = false },
        new("POST vault/new", _ => "/vault/new", _ => Form) { HasId = false, Own = 302 },
        new("POST vault/new?handler=Suggest", _ => "/vault/new?handler=Suggest", _ => Form) { HasId = false },
        new("GET vault/{id}", things => $"/vault/{things.Entry}"),
        new("POST vault/{id}?handler=Delete", things => $"/vault/{things.Entry}?handler=Delete", _ => []) { Own = 302 },
        new("GET vault/{id}/edit", things => $"/vault/{things.Entry}/edit"),
        new("POST vault/{id}/edit", things => $"/vault/{things.Entry}/edit", _ => Form) { Own = 302 },
        new("POST vault/{id}/edit?handler=Suggest", things => $"/vault/{things.Entry}/edit?handler=Suggest", _ => Form),
        new("GET vault/{id}/history", things => $"/vault/{things.Entry}/history"),
        new("GET vault/{id}/reveal/{field}/{version:int}", things => $"/vault/{things.Entry}/reveal/password/1") { NotOnHold = true },
        new("POST vault/{id}/reveal/{field}/{version:int}", things => $"/vault/{things.Entry}/reveal/password/1", _ => []) { NotOnHold = true, Photo = true, Own = 302 },
        new("POST vault/{id}/reveal/{field}/{version:int}?handler=RecoveryCode", things => $"/vault/{things.Entry}/reveal/password/1?handler=RecoveryCode", _ => [("Code", "AAAA")]) { NotOnHold = true },
        new("GET vault/grants/{grant}", things => $"/vault/grants/{things.Grant}") { NotOnHold = true },
        new("POST vault/grants/{grant}", things => $"/vault/grants/{things.Grant}", _ => []) { NotOnHold = true },
        new("GET vault/bin", _ => "/vault/bin") { HasId = false },
        new("POST vault/bin?handler=Restore", _ => "/vault/bin?handler=Restore", things => [("entry", things.InBin)]) { Own = 302 },
        new("GET vault/import", _ => "/vault/import") { HasId = false },
        new("POST vault/import", _ => "/vault/import", _ => []) { HasId = false },
        new("GET vault/import/{id}", things => $"/vault/import/{things.Import}"),
        new("POST vault/import/{id}", things => $"/vault/import/{things.Import}", _ => [("skip", "false")]) { Own = 302 },
        new("POST vault/import/{id}?handler=Drop", things => $"/vault/import/{things.Import}?handler=Drop", _ => []) { Own = 302, NotThere = 302 },
        new("GET vault/export", _ => "/vault/export") { HasId = false, NotOnHold = true },
        new("POST vault/export", _ => "/vault/export", _ => []) { HasId = false, NotOnHold = true, Photo = true, Own = 302 },
        new("GET vault/export/{grant}", things => $"/vault/export/{things.ExportGrant}") { NotOnHold = true },
        new("POST vault/export/{grant}", things => $"/vault/export/{things.ExportGrant}", _ => [("Kind", "json"), ("Sure", "true")]) { NotOnHold = true },
        new("GET vault/{id}/rotation", things => $"/vault/{things.Entry}/rotation"),
        new("POST vault/{id}/rotation?handler=Rotate", things => $"/vault/{things.Entry}/rotation?handler=Rotate", _ => []) { NotOnHold = true, Own = 302 },
        new("POST vault/{id}/rotation?handler=Pause", things => $"/vault/{things.Entry}/rotation?handler=Pause", _ => []) { NotOnHold = true, Own = 302 },
        new("POST vault/{id}/rotation?handler=Resume", things => $"/vault/{things.Entry}/rotation?handler=Resume", _ => []) { NotOnHold = true, Own = 302 },
        new("POST vault/{id}/rotation?handler=Remove", things => $"/vault/{things.Entry}/rotation?handler=Remove", _ => []) { NotOnHold = true, Own = 302 },
        new("POST vault/{id}/rotation?handler=TryAgain", things => $"/vault/{things.Entry}/rotation?handler=TryAgain", _ => []) { NotOnHold = true, Own = 302 },
        new("POST vault/{id}/rotation?handler=Keep", things => $"/vault/{things.Entry}/rotation?handler=Keep", _ => []) { NotOnHold = true, Own = 302 },
        new("POST vault/{id}/rotation?handler=Enter", things => $"/vault/{things.Entry}/rotation?handler=Enter", _ => [("password", "entered by hand")]) { NotOnHold = true, Own = 302 },
        new("GET vault/{id}/rotation/{rotation}", things => $"/vault/{things.Entry}/rotation/{things.Rotation}"),
        new("GET vault/{id}/rotation/settings", things => $"/vault/{things.Entry}/rotation/settings") { NotOnHold = true },
        new("POST vault/{id}/rotation/settings", things => $"/vault/{things.Entry}/rotation/settings", _ => Plan) { NotOnHold = true, Own = 302 },
        new("POST vault/{id}/rotation/settings?handler=Preview", things => $"/vault/{things.Entry}/rotation/settings?handler=Preview", _ => Plan) { NotOnHold = true },
        new("GET account/ledger", _ => "/account/ledger?before=999999") { HasId = false },
        // To everybody but administrators these are not there.
        new("GET admin/ledger", things => $"/admin/ledger?entry={things.Entry}") { HasId = false, Own = 404 },
        new("POST admin/ledger?handler=Verify", _ => "/admin/ledger?handler=Verify", _ => []) { HasId = false, Own = 404 },
        new("POST vault/bin?handler=Erase", _ => "/vault/bin?handler=Erase", things => [("entry", things.InBin)]) { NotOnHold = true, Own = 302 },
    ];

    /// <summary>The routes that the site has, by the keys of the table.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(HttpSite site)
    {
        var found = new List<string>();
        foreach (var endpoint in site.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var route = Index().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "");
            if (!Watched().IsMatch(route))
                continue;
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            {
                found.AddRange((endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(method => $"{method} {route}"));
                continue;
            }
            var compiled = await site.Get<PageLoader>().LoadAsync(page, endpoint.Metadata);
            found.AddRange(compiled.HandlerMethods.Select(handler =>
                $"{handler.HttpMethod.ToUpperInvariant()} {route}{(handler.Name is { } name ? $"?handler={name}" : "")}"));
        }
        return [.. found.Distinct()];
    }

    [GeneratedRegex("(^|/)Index$")]
    private static partial Regex Index();

    [GeneratedRegex("^(vault|account/ledger|admin/ledger)(/|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Watched();
}
