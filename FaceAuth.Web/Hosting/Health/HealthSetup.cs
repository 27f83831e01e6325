using System.Text.Json;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Keys;
using FaceAuth.Photos;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FaceAuth.Hosting.Health;

/// <summary>Two pages for whoever watches the site: alive (cheap) and ready (each part tried).</summary>
public static class HealthSetup
{
    private const string Ready = "ready";

    /// <summary>Registers a check for each part that can be taken away while the site runs.</summary>
    public static IServiceCollection AddFaceAuthHealth(this IServiceCollection services)
    {
        services.AddSingleton<PartChecks>();
        services.AddSingleton<SharedReport>();
        var checks = services.AddHealthChecks();
        Add(checks, "database", (parts, ct) => parts.DatabaseAsync(ct));
        Add(checks, "keys", (parts, ct) => parts.KeysAsync(ct));
        Add(checks, "photos", (parts, ct) => parts.PhotosAsync(ct));
        Add(checks, "email", (parts, ct) => parts.EmailAsync(ct));
        Add(checks, "engine", (parts, ct) => parts.EngineAsync(ct));
        return services;
    }

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapGet("/health/ready", async (HttpContext context, SharedReport shared) =>
        {
            var report = await shared.GetAsync(check => check.Tags.Contains(Ready));
            context.Response.StatusCode = report.Status == HealthStatus.Healthy
                ? StatusCodes.Status200OK
                : StatusCodes.Status503ServiceUnavailable;
            await WriteAsync(context, report);
        }).AllowAnonymous();
    }

    private static void Add(IHealthChecksBuilder checks, string name, Func<PartChecks, CancellationToken, Task> check) =>
        checks.Add(new HealthCheckRegistration(
            name, services => new PartCheck(name, check, services.GetRequiredService<PartChecks>(), services.GetRequiredService<ILogger<PartCheck>>()),
            HealthStatus.Unhealthy, [Ready], TimeSpan.FromSeconds(5)));

    // Names and states only: the words of a fault may hold a path, and stand in the log.
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = report.Status.ToString(),
            parts = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new { status = entry.Value.Status.ToString(), words = entry.Value.Description }),
        }));
    }
}
