using System.Collections.Concurrent;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Lets at most so many photos be read at once and so many more wait; who comes then is turned away at once, which is
/// kinder than a wait without end and keeps memory bounded. A place comes with a tool that one photo at a time may use.
/// </summary>
/// <typeparam name="TTool">What a place comes with; made when first needed and used again.</typeparam>
internal sealed class EngineGate<TTool>(int concurrency, int queueLength, Func<TTool> make) : IDisposable
    where TTool : IDisposable
{
    private readonly SemaphoreSlim places = new(concurrency, concurrency);
    private readonly ConcurrentBag<TTool> idle = [];
    private int present; // in a place or waiting for one

    /// <summary>Waits for a place; null where the queue is full.</summary>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task<Place?> TryEnterAsync(CancellationToken ct)
    {
        if (Interlocked.Increment(ref present) > concurrency + queueLength)
        {
            Interlocked.Decrement(ref present);
            return null;
        }
        try
        {
            await places.WaitAsync(ct);
        }
        catch
        {
            Interlocked.Decrement(ref present);
            throw;
        }
        try
        {
            return new Place(this, idle.TryTake(out var tool) ? tool : make());
        }
        catch
        {
            Free();
            throw;
        }
    }

    private void Free()
    {
        places.Release();
        Interlocked.Decrement(ref present);
    }

    /// <summary>Releases the idle tools; to be called when nothing is in a place any more.</summary>
    public void Dispose()
    {
        while (idle.TryTake(out var tool)) tool.Dispose();
        places.Dispose();
    }

    /// <summary>A place held; disposing it lets the next one in.</summary>
    internal sealed class Place(EngineGate<TTool> gate, TTool tool) : IDisposable
    {
        private int freed;

        public TTool Tool => tool;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref freed, 1) != 0) return;
            gate.idle.Add(tool);
            gate.Free();
        }
    }
}
