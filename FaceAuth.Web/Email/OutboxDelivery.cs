using System.Security.Cryptography;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Email;

/// <summary>
/// Sends what is due, at least once. Any number of these may run at the same time, in any number of processes: a lease
/// decides who sends which message.
/// </summary>
public sealed partial class OutboxDelivery(
    OutboxStore store, Sealer sealer, MailRenderer renderer, IEmailSender sender,
    IOptions<OutboxOptions> options, TimeProvider clock, ILogger<OutboxDelivery> logger)
{
    private readonly OutboxOptions _options = options.Value;

    /// <summary>
    /// Sends every message that is due and drops those that have expired. A message that cannot be sent holds up no other
    /// one. Two lanes run side by side, one for codes alone: news that hang for their whole time limit never make a person
    /// wait for a code.
    /// </summary>
    public async Task DeliverDueAsync(CancellationToken ct)
    {
        var dropped = await store.DropExpiredAsync(clock.GetUtcNow(), ct);
        if (dropped > 0)
            Log.Expired(logger, dropped);
        await Task.WhenAll(RunLaneAsync(MailPriority.Code, ct), RunLaneAsync(MailPriority.News, ct));
    }

    private async Task RunLaneAsync(MailPriority lowest, CancellationToken ct)
    {
        // Asked again after each message, because a code may have come meanwhile. Every claim ends with the message gone
        // or due later, so this comes to an end.
        while (!ct.IsCancellationRequested && await ClaimNextAsync(lowest, ct) is var (row, leaseId))
            await DeliverAsync(row, leaseId, ct);
    }

    private async Task<(OutboxRow Row, string LeaseId)?> ClaimNextAsync(MailPriority lowest, CancellationToken ct)
    {
        var leaseId = Guid.CreateVersion7().ToString("D");
        foreach (var id in await store.DueAsync(lowest, clock.GetUtcNow(), ct))
        {
            var now = clock.GetUtcNow();
            if (await store.ClaimAsync(id, leaseId, now, now + _options.Lease, ct) is { } row)
                return (row, leaseId);
        }
        return null;
    }

    private async Task DeliverAsync(OutboxRow row, string leaseId, CancellationToken ct)
    {
        if (row.ExpiresAt <= clock.GetUtcNow().ToUnixTimeMilliseconds())
        {
            await store.RemoveAsync(row.Id, leaseId, CancellationToken.None);
            Log.Expired(logger, 1);
            return;
        }

        var started = clock.GetTimestamp();
        try
        {
            await SendAsync(row, ct);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // The program stops. Whether it left is not known; it is due at once, for whoever comes next.
            await store.ReleaseAsync(row.Id, leaseId, clock.GetUtcNow(), CancellationToken.None);
            throw;
        }
        catch (SenderStuckException fault)
        {
            // It may still be sending, so the lease stays and nobody else begins before it ends.
            Log.Failed(logger, row.Id, row.Attempts, _options.Lease, fault);
            return;
        }
        catch (Exception fault)
        {
            await TryLaterAsync(row, leaseId, fault);
            return;
        }

        // It is out: what is left is done even where the caller has gone, or it would be sent a second time.
        await store.RemoveAsync(row.Id, leaseId, CancellationToken.None);
        Log.Sent(logger, row.Id, row.Attempts, (long)clock.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task SendAsync(OutboxRow row, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_options.SendTimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        var sending = OpenAndSendAsync(row, either.Token);
        try
        {
            await sending.WaitAsync(_options.SendTimeLimit + OutboxOptions.Grace, clock, CancellationToken.None);
        }
        catch (TimeoutException) when (!sending.IsCompleted)
        {
            _ = sending.ContinueWith(static late => late.Exception, TaskScheduler.Default);
            throw new SenderStuckException();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new TimeoutException($"Not sent within {_options.SendTimeLimit}.");
        }
    }

    private async Task OpenAndSendAsync(OutboxRow row, CancellationToken ct)
    {
        var id = OutboxId.Parse(row.Id);
        var bytes = await sealer.OpenAsync(Outbox.ContextOf(id), row.SealedMessage, ct);
        try
        {
            await sender.SendAsync(await renderer.RenderAsync(id, MailFormat.Read(bytes)), ct);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private async Task TryLaterAsync(OutboxRow row, string leaseId, Exception fault)
    {
        var now = clock.GetUtcNow();
        if (now - DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt) >= _options.GiveUpAfter)
        {
            await store.RemoveAsync(row.Id, leaseId, CancellationToken.None);
            Log.GivenUp(logger, row.Id, row.Attempts, fault.GetType().Name);
            return;
        }
        var wait = BackOff(row.Attempts);
        await store.ReleaseAsync(row.Id, leaseId, now + wait, CancellationToken.None);
        Log.Failed(logger, row.Id, row.Attempts, wait, fault);
    }

    /// <summary>Doubles with each failure up to the longest wait; ± 20 % so that a mail server that comes back is not met by all at once.</summary>
    private TimeSpan BackOff(long attempts)
    {
        var doubled = _options.FirstRetry * Math.Pow(2, Math.Min(attempts - 1, 30));
        var wait = doubled < _options.LongestRetry ? doubled : _options.LongestRetry;
        return wait * (0.8 + RandomNumberGenerator.GetInt32(401) / 1000.0);
    }

    /// <summary>The sender did not stop when it was told to.</summary>
    private sealed class SenderStuckException() : Exception("The sender ignored its time limit.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Message {Id} sent at try {Attempt} in {Milliseconds} ms.")]
        public static partial void Sent(ILogger logger, string id, long attempt, long milliseconds);

        // The fault's type only: a mail server's answer often repeats the address.
        public static void Failed(ILogger logger, string id, long attempt, TimeSpan wait, Exception fault) =>
            Failed(logger, id, attempt, wait, fault.GetType().Name);

        [LoggerMessage(2, LogLevel.Warning, "Message {Id} was not sent at try {Attempt} ({Fault}); next try in {Wait}.")]
        private static partial void Failed(ILogger logger, string id, long attempt, TimeSpan wait, string fault);

        [LoggerMessage(3, LogLevel.Error, "Message {Id} is given up after {Attempt} tries ({Fault}).")]
        public static partial void GivenUp(ILogger logger, string id, long attempt, string fault);

        [LoggerMessage(4, LogLevel.Information, "{Count} messages expired unsent and were dropped.")]
        public static partial void Expired(ILogger logger, int count);
    }
}
