using System.Collections.Concurrent;
using FaceAuth.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FaceAuth.Tests.Support;

/// <summary>The site's key wrapper, with its calls counted; it can be made to fail, and something can be done just before it seals.</summary>
public sealed class CountedKeys(IKeyWrapper inner) : IKeyWrapper
{
    private Func<Task>? _beforeGenerate;

    /// <summary>What keys were unwrapped for, in order.</summary>
    public ConcurrentQueue<KeyContext> Unwrapped { get; } = new();

    /// <summary>The key service does not answer.</summary>
    public bool Down { get; set; }

    /// <summary>After so many new keys the service fails once; null for never.</summary>
    public int? FailsAfter { get; set; }

    /// <summary>Done before the next new key is made, once, also where several are asked for at one time.</summary>
    public Func<Task>? BeforeGenerate { set => _beforeGenerate = value; }

    /// <inheritdoc/>
    public string CurrentMasterKeyId => inner.CurrentMasterKeyId;

    /// <inheritdoc/>
    public IReadOnlyList<string> MasterKeyIds => inner.MasterKeyIds;

    /// <summary>Puts it around the wrapper that a site has.</summary>
    public static void Around(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IKeyWrapper)).ImplementationFactory.ShouldNotBeNull();
        services.Replace(ServiceDescriptor.Singleton<IKeyWrapper>(all => new CountedKeys((IKeyWrapper)inner(all))));
    }

    /// <inheritdoc/>
    public Task StartAsync(bool mayCreate, CancellationToken ct) => inner.StartAsync(mayCreate, ct);

    /// <inheritdoc/>
    public Task<string> AddMasterKeyAsync(CancellationToken ct) => inner.AddMasterKeyAsync(ct);

    /// <inheritdoc/>
    public async Task<(Secret Key, WrappedKey Wrapped)> GenerateAsync(KeyContext context, CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _beforeGenerate, null) is { } first)
            await first();
        FailWhereDown();
        if (FailsAfter is not null)
        {
            lock (Unwrapped)
            {
                if (FailsAfter is { } left)
                {
                    FailsAfter = left > 0 ? left - 1 : null;
                    if (left == 0)
                        throw new KeyServiceException("The key service does not answer.");
                }
            }
        }
        return await inner.GenerateAsync(context, ct);
    }

    /// <inheritdoc/>
    public Task<Secret> UnwrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct)
    {
        FailWhereDown();
        Unwrapped.Enqueue(context);
        return inner.UnwrapAsync(wrapped, context, ct);
    }

    /// <inheritdoc/>
    public Task<WrappedKey> RewrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct) => inner.RewrapAsync(wrapped, context, ct);

    private void FailWhereDown()
    {
        if (Down)
            throw new KeyServiceException("The key service does not answer.");
    }
}
