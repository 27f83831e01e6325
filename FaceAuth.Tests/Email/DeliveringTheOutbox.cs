using FaceAuth.Email;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Email;

public sealed class DeliveringTheOutbox
{
    [Theory, OnSqlite, OnMariaDb]
    public async Task A_message_is_sent_and_gone_from_the_outbox(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        var id = await bench.AddAsync();

        await bench.Delivery.DeliverDueAsync(default);

        var message = bench.Sender.Sent.ShouldHaveSingleItem();
        message.MessageId.ShouldBe($"<{id}@faces.example.org>");
        message.To.ShouldBe("mira@example.org");
        message.Text.ShouldContain("492013");
        (await bench.CountAsync()).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_message_whose_transaction_is_undone_was_never_there(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        var ready = await bench.Outbox.SealAsync(MailFixtures.Welcome(), default);

        await Should.ThrowAsync<InvalidOperationException>(() => bench.Db.WriteAsync(async tx =>
        {
            await bench.Outbox.AddAsync(tx, ready);
            throw new InvalidOperationException("The cause did not happen.");
        }, default));
        await bench.Delivery.DeliverDueAsync(default);

        bench.Sender.Sent.ShouldBeEmpty();
    }

    [Theory, OnSqlite]
    public async Task A_message_that_leads_elsewhere_is_not_even_stored(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        var mail = MailFixtures.Welcome() with { Body = [new MailPart.Link("Open", new Uri("https://evil.example/"))] };

        await Should.ThrowAsync<ArgumentException>(async () => await bench.Outbox.SealAsync(mail, default));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_waiting_message_cannot_be_read_in_the_database(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        await bench.AddAsync();

        var row = await bench.Db.ReadAsync(
            session => session.ScalarAsync<byte[]>("SELECT sealed_message FROM outbox"), default);

        var words = System.Text.Encoding.Latin1.GetString(row!);
        words.ShouldNotContain("492013");
        words.ShouldNotContain("mira");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Codes_go_before_news(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        await bench.AddAsync("News 1");
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.AddAsync("News 2");
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.AddAsync("Code", MailPriority.Code);
        var news = new TaskCompletionSource();
        bench.Sender.OnSend = (message, ct) => message.Subject == "Code" ? Task.CompletedTask : news.Task.WaitAsync(ct);

        // News hang; the code passes them.
        var delivering = bench.Delivery.DeliverDueAsync(default);
        await Eventually.IsTrueAsync(() => bench.Sender.Sent.Count == 1);
        news.SetResult();
        await delivering;

        bench.Sender.Subjects.ShouldBe(["Code", "News 1", "News 2"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_expired_message_is_dropped_unsent(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        await bench.AddAsync("Old code", MailPriority.Code, bench.Clock.GetUtcNow().AddMinutes(10));
        await bench.AddAsync("Newer code", MailPriority.Code, bench.Clock.GetUtcNow().AddMinutes(30));
        bench.Clock.Advance(TimeSpan.FromMinutes(10));

        await bench.Delivery.DeliverDueAsync(default);

        bench.Sender.Subjects.ShouldBe(["Newer code"]);
        (await bench.CountAsync()).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_failure_is_tried_again_later_and_later(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        await bench.AddAsync();
        var tries = 0;
        bench.Sender.OnSend = (_, _) => ++tries < 4 ? throw new IOException("mira@example.org is not known here") : Task.CompletedTask;

        // ± 20 % of 5 s, 10 s, 20 s: never before the shortest wait, always after the longest.
        foreach (var seconds in new[] { 5, 10, 20 })
        {
            await bench.Delivery.DeliverDueAsync(default);
            var before = tries;
            bench.Clock.Advance(TimeSpan.FromSeconds(seconds * 0.79));
            await bench.Delivery.DeliverDueAsync(default);
            tries.ShouldBe(before);
            bench.Clock.Advance(TimeSpan.FromSeconds(seconds * 0.42));
        }
        await bench.Delivery.DeliverDueAsync(default);

        bench.Sender.Sent.Count.ShouldBe(1);
        bench.Log.Lines.ShouldAllBe(line => !line.Words.Contains("mira"));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task News_that_fail_for_a_week_are_given_up_with_a_line_in_the_log(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        var id = await bench.AddAsync();
        bench.Sender.OnSend = (_, _) => throw new IOException("no");

        bench.Clock.Advance(TimeSpan.FromDays(6.9));
        await bench.Delivery.DeliverDueAsync(default);
        (await bench.CountAsync()).ShouldBe(1);
        bench.Clock.Advance(TimeSpan.FromDays(0.2));
        await bench.Delivery.DeliverDueAsync(default);

        (await bench.CountAsync()).ShouldBe(0);
        bench.Log.Lines.ShouldContain(line => line.Level == LogLevel.Error && line.Words.Contains(id.ToString()));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_message_that_does_not_open_holds_up_no_other(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        var poisoned = await bench.AddAsync("Poisoned", MailPriority.Code);
        var moved = await bench.AddAsync("Moved", MailPriority.Code);
        await bench.ChangeAsync("UPDATE outbox SET sealed_message = @Bytes WHERE id = @Id",
            new { Id = poisoned.ToString(), Bytes = new byte[80] });
        await bench.ChangeAsync("UPDATE outbox SET id = @New WHERE id = @Id",
            new { Id = moved.ToString(), New = OutboxId.New(bench.Clock.GetUtcNow()).ToString() });
        await bench.AddAsync("Sound");

        await bench.Delivery.DeliverDueAsync(default);

        bench.Sender.Subjects.ShouldBe(["Sound"]);
        (await bench.CountAsync()).ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Several_deliverers_at_once_send_each_message_once(DatabaseKind kind)
    {
        const int messages = 40;
        await using var bench = await OutboxBench.StartAsync(kind);
        for (var i = 0; i < messages; i++)
            await bench.AddAsync($"Message {i}", (MailPriority)(i % 2));
        bench.Sender.OnSend = (_, ct) => Task.Delay(2, ct);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => bench.Deliverer().DeliverDueAsync(default))));
        await bench.Delivery.DeliverDueAsync(default);

        bench.Sender.Subjects.Order().ShouldBe(Enumerable.Range(0, messages).Select(i => $"Message {i}").Order());
        (await bench.CountAsync()).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_process_that_dies_after_sending_sends_again_under_the_same_message_id(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        var id = await bench.AddAsync();
        var never = new TaskCompletionSource();
        bench.Sender.OnSend = (message, _) => { bench.Sender.Sent.Enqueue(message); return never.Task; };

        // It is out, and nothing of what comes after happens: all that a killed process leaves behind is its lease.
        _ = bench.Delivery.DeliverDueAsync(default);
        await Eventually.IsTrueAsync(() => bench.Sender.Sent.Count == 1);
        bench.Sender.OnSend = (_, _) => Task.CompletedTask;
        await bench.Deliverer().DeliverDueAsync(default);
        bench.Sender.Sent.Count.ShouldBe(1, "the lease still holds");
        bench.Clock.Advance(bench.Options.Lease + TimeSpan.FromMilliseconds(1));
        await bench.Deliverer().DeliverDueAsync(default);

        bench.Sender.Sent.Select(message => message.MessageId).ShouldBe([$"<{id}@faces.example.org>", $"<{id}@faces.example.org>"]);
        (await bench.CountAsync()).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_deliverer_that_lost_its_lease_takes_nothing_from_the_next_one(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        await bench.AddAsync();
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        var gates = new Queue<TaskCompletionSource>([first, second]);
        var waiting = 0;
        bench.Sender.OnSend = (_, _) => { Interlocked.Increment(ref waiting); return gates.Dequeue().Task; };

        var slow = bench.Deliverer().DeliverDueAsync(default);
        await Eventually.IsTrueAsync(() => waiting == 1);
        bench.Clock.Advance(bench.Options.Lease + TimeSpan.FromMilliseconds(1));
        var next = bench.Deliverer().DeliverDueAsync(default);
        await Eventually.IsTrueAsync(() => waiting == 2);
        first.SetResult();
        await slow;

        (await bench.CountAsync()).ShouldBe(1, "the row is the next one's now");
        second.SetResult();
        await next;
        (await bench.CountAsync()).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_sending_that_takes_too_long_is_ended_and_tried_again(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        bench.Options.SendTimeLimit = TimeSpan.FromMilliseconds(200);
        await bench.AddAsync("Hangs");
        bench.Sender.OnSend = (_, ct) => Task.Delay(Timeout.Infinite, ct);

        await bench.Deliverer().DeliverDueAsync(default);
        bench.Sender.OnSend = (_, _) => Task.CompletedTask;
        bench.Clock.Advance(TimeSpan.FromSeconds(10));
        await bench.Deliverer().DeliverDueAsync(default);

        bench.Sender.Subjects.ShouldBe(["Hangs"]);
        bench.Log.Lines.ShouldContain(line => line.Words.Contains("TimeoutException"));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_program_that_stops_leaves_the_message_for_whoever_comes_next(DatabaseKind kind)
    {
        await using var bench = await OutboxBench.StartAsync(kind);
        await bench.AddAsync();
        using var stop = new CancellationTokenSource();
        bench.Sender.OnSend = (_, ct) => { stop.Cancel(); return Task.Delay(Timeout.Infinite, ct); };

        await Should.ThrowAsync<OperationCanceledException>(() => bench.Deliverer().DeliverDueAsync(stop.Token));
        bench.Sender.OnSend = (_, _) => Task.CompletedTask;
        await bench.Deliverer().DeliverDueAsync(default);

        bench.Sender.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_nudge_delivers_without_waiting_for_the_job()
    {
        await using var bench = await OutboxBench.StartAsync(DatabaseKind.Sqlite);
        using var pump = new OutboxPump(
            bench.Signal, bench.Delivery, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<OutboxPump>.Instance);
        await pump.StartAsync(default);

        foreach (var round in new[] { 1, 2 })
        {
            await bench.AddAsync();
            bench.Outbox.Nudge();
            bench.Outbox.Nudge();
            await Eventually.IsTrueAsync(() => bench.Sender.Sent.Count == round);
        }
        await pump.StopAsync(default);
    }

    [Fact]
    public async Task What_breaks_the_rules_of_mail_is_refused_before_it_is_stored()
    {
        await using var bench = await OutboxBench.StartAsync(DatabaseKind.Sqlite);

        await Should.ThrowAsync<ArgumentException>(
            () => bench.Outbox.SealAsync(MailFixtures.Welcome(subject: "a\r\nBcc: thief@example.org"), default).AsTask());
    }
}
