using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using FaceAuth.Jobs;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FaceAuth.Tests.Jobs;

public sealed class LosingTheNetwork
{
    [FactOnMariaDb(Timeout = 120_000)]
    public async Task The_schedule_goes_on_after_the_connections_to_the_database_died_in_silence()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.MariaDb);
        var server = await MariaDbServer.SharedAsync();
        using var proxy = new TcpProxy(server.Port);
        var name = (await database.Db.ReadAsync(session => session.ScalarAsync<string>("SELECT DATABASE()"), default))!;
        var options = new MySqlOptions
        {
            ConnectionString = server.ConnectionString(name).Replace($"Port={server.Port}", $"Port={proxy.Port}"),
            StatementTimeout = TimeSpan.FromSeconds(1),
            CallTimeout = TimeSpan.FromSeconds(2),
        };
        var runs = new Runs();
        await using var host = JobHost.Build(() => new MySqlDialect(options), services => services
            .AddSingleton(runs).AddRecurringJob<TickJob>("tick", TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(1)));
        await host.StartAsync();
        await Eventually.IsTrueAsync(() => runs.Ticks >= 2);

        // What is asked now is lost, and no answer and no end ever comes for it.
        proxy.FallSilent();
        await Eventually.IsTrueAsync(() => proxy.EndedByClient > 0);
        proxy.Recover();
        var before = runs.Ticks;

        await Eventually.IsTrueAsync(() => runs.Ticks >= before + 4, TimeSpan.FromSeconds(45));
    }
}
