using System.Collections.Concurrent;
using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using FaceAuth.Jobs;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Jobs;

/// <summary>One process of the site as far as jobs go: the scheduler over a door of its own to the database.</summary>
internal sealed class JobHost : IAsyncDisposable
{
    private readonly IHost _host;

    private JobHost(IHost host) => _host = host;

    public static JobHost Build(TestDatabase database, Action<IServiceCollection> jobs) => Build(database.Open, jobs);

    public static JobHost Build(Func<IDialect> open, Action<IServiceCollection> jobs)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => open());
        builder.Services.AddSingleton<Db>();
        builder.Services.AddOptions<DatabaseOptions>();
        builder.Services.AddOptions<JobsOptions>().Configure(options => options.CheckIn = TimeSpan.FromSeconds(1));
        builder.Services.AddScheduler();
        jobs(builder.Services);
        return new JobHost(builder.Build());
    }

    public static async Task<JobHost> StartAsync(TestDatabase database, Action<IServiceCollection> jobs)
    {
        var host = Build(database, jobs);
        await host.StartAsync();
        return host;
    }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public Task StartAsync() => _host.StartAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);

    public Task StopAsync() => _host.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
    }
}

/// <summary>What the jobs of a test do and how often they did it; one for all hosts of the test.</summary>
internal sealed class Runs
{
    private readonly ConcurrentDictionary<string, int> _counts = [];

    public Func<CancellationToken, Task> OnTick { get; set; } = _ => Task.CompletedTask;

    public int Ticks => Of<TickJob>();

    public int Of<TJob>() => _counts.GetValueOrDefault(typeof(TJob).Name);

    public void Count<TJob>() => _counts.AddOrUpdate(typeof(TJob).Name, 1, (_, count) => count + 1);
}

/// <summary>Counts its runs, then does what the test says.</summary>
internal sealed class TickJob(Runs runs) : IRecurringJob
{
    public async Task RunAsync(CancellationToken ct)
    {
        runs.Count<TickJob>();
        await runs.OnTick(ct);
    }
}

/// <summary>A job that only the newer version of the program has.</summary>
internal sealed class NewJob(Runs runs) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct)
    {
        runs.Count<NewJob>();
        return Task.CompletedTask;
    }
}
