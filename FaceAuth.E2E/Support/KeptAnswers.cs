using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FaceAuth.E2E.Support;

/// <summary>
/// Everything that left the site, in the order of the requests, where a journey asks for it. Kept at the site and not in the
/// browser: Chromium throws an answer away as soon as its page is left.
/// </summary>
public sealed class KeptAnswers : IStartupFilter
{
    private readonly ConcurrentQueue<KeptAnswer> _answers = new();
    private volatile bool _on;

    /// <summary>Begins to keep.</summary>
    public void Start() => _on = true;

    /// <summary>What was kept.</summary>
    public IReadOnlyList<KeptAnswer> All => [.. _answers];

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(KeepAsync);
        next(app);
    };

    private async Task KeepAsync(HttpContext context, RequestDelegate next)
    {
        if (!_on)
        {
            await next(context);
            return;
        }
        var request = context.Request;
        var asked = $"{request.Path}{request.QueryString}\n{request.Headers.Referer}\n{request.Headers.Origin}";
        var body = context.Response.Body;
        using var copy = new MemoryStream();
        context.Response.Body = copy;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }
        // The headers are whole once the answer has begun. It is kept before its body leaves: what the browser has seen is here.
        await context.Response.StartAsync(context.RequestAborted);
        var headers = new StringBuilder();
        foreach (var (name, values) in context.Response.Headers)
            headers.Append(name).Append(": ").AppendLine(values.ToString());
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/') ?? request.Path.ToString();
        _answers.Enqueue(new KeptAnswer($"{request.Method} {route}", asked, headers.ToString(), copy.ToArray()));
        if (copy.Length > 0)
            await body.WriteAsync(copy.GetBuffer().AsMemory(0, (int)copy.Length), context.RequestAborted);
    }
}

/// <summary>One answer.</summary>
/// <param name="Route">"GET vault/{id}".</param>
/// <param name="Asked">The address that was asked for, and what the browser said about where it came from.</param>
/// <param name="Headers">The answer's headers.</param>
/// <param name="Body">Its body.</param>
public sealed record KeptAnswer(string Route, string Asked, string Headers, byte[] Body);
