using System.Collections.Concurrent;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Email;

/// <summary>An outbox on a real database with real sealing; only the last step, the sender, is the test's.</summary>
internal sealed class OutboxBench : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly TestKeys _keys;

    private OutboxBench(TestDatabase database, TestKeys keys)
    {
        (_database, _keys) = (database, keys);
        Outbox = new Outbox(keys.Sealer, Signal, Microsoft.Extensions.Options.Options.Create(MailFixtures.Site), Clock);
        Delivery = Deliverer();
    }

    public Db Db => _database.Db;

    public TestClock Clock { get; } = new();

    public OutboxOptions Options { get; } = new();

    public OutboxSignal Signal { get; } = new();

    public RecordedSender Sender { get; } = new();

    public LinesOfLog Log { get; } = new();

    public Outbox Outbox { get; }

    public OutboxDelivery Delivery { get; }

    public static async Task<OutboxBench> StartAsync(DatabaseKind kind)
    {
        var database = await TestDatabase.CreateAsync(kind);
        return new OutboxBench(database, await TestKeys.StartAsync(database));
    }

    /// <summary>One more delivery over the same database, with a door of its own as another process has.</summary>
    public OutboxDelivery Deliverer() => new(
        new OutboxStore(new Db(_database.Open())), _keys.Sealer, MailFixtures.Renderer(), Sender,
        Microsoft.Extensions.Options.Options.Create(Options), Clock, Log);

    public async Task<OutboxId> AddAsync(
        string subject = "Your code", MailPriority priority = MailPriority.News, DateTimeOffset? expiresAt = null)
    {
        var mail = MailFixtures.Welcome(subject: subject) with { Priority = priority, ExpiresAt = expiresAt };
        var ready = await Outbox.SealAsync(mail, default);
        await Db.WriteAsync(tx => Outbox.AddAsync(tx, ready), default);
        return ready.Id;
    }

    public async Task<long> CountAsync() =>
        await Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM outbox"), default);

    public Task ChangeAsync(string sql, object parameters) =>
        Db.WriteAsync(tx => tx.ExecuteAsync(sql, parameters), default);

    public async ValueTask DisposeAsync()
    {
        _keys.Dispose();
        await _database.DisposeAsync();
    }
}

/// <summary>Keeps what it is given; <see cref="OnSend"/> decides how each sending ends.</summary>
internal sealed class RecordedSender : IEmailSender
{
    public ConcurrentQueue<EmailMessage> Sent { get; } = [];

    public IEnumerable<string> Subjects => Sent.Select(message => message.Subject);

    public Func<EmailMessage, CancellationToken, Task> OnSend { get; set; } = (_, _) => Task.CompletedTask;

    public async Task SendAsync(EmailMessage message, CancellationToken ct)
    {
        await OnSend(message, ct);
        Sent.Enqueue(message);
    }

    public Task CheckAsync(CancellationToken ct) => Task.CompletedTask;
}

/// <summary>What was logged, with everything that could have been in it.</summary>
internal sealed class LinesOfLog : ILogger<OutboxDelivery>
{
    public ConcurrentQueue<(LogLevel Level, string Words)> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
}
