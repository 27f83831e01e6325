using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using FaceAuth.Keys;

namespace FaceAuth.Benchmarks;

/// <summary>
/// Times sealing and opening a secret under a data key of its own, without the key service: its answers are made before.
/// </summary>
internal static class SealingTimes
{
    private const int WarmUp = 20_000;
    private static readonly KeyContext Key = new("vault-password", Guid.CreateVersion7().ToString("D"));

    /// <summary>Prints a table in microseconds, of the clock.</summary>
    public static async Task<int> RunAsync(int rounds, CancellationToken ct)
    {
        Console.WriteLine("| microseconds | secret | median | p95 |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var size in (int[])[20, 1000])
        {
            var plaintext = RandomNumberGenerator.GetBytes(size);
            var sealer = new SecretSealer(new NoKeyService());
            var place = new SealContext("vault-password", Key.Owner, Guid.CreateVersion7().ToString("D"), 3, "password");
            var made = await sealer.SealAsync(Key, place, plaintext, ct);
            var (seal, open) = (new double[rounds], new double[rounds]);
            for (var round = -WarmUp; round < rounds; round++)
            {
                ct.ThrowIfCancellationRequested();
                var start = Stopwatch.GetTimestamp();
                await sealer.SealAsync(Key, place, plaintext, ct);
                var between = Stopwatch.GetTimestamp();
                using (await sealer.OpenAsync(Key, place, made.KeyId, made.Wrapped, made.Sealed, ct))
                {
                    if (round >= 0)
                        (seal[round], open[round]) = (Microseconds(start, between), Microseconds(between, Stopwatch.GetTimestamp()));
                }
            }

            Print("seal", size, seal);
            Print("open", size, open);
        }

        return 0;
    }

    private static double Microseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMicroseconds;

    private static void Print(string what, int size, double[] times)
    {
        Array.Sort(times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {what} | {size} bytes | {times[times.Length / 2]:F1} | {times[times.Length * 95 / 100]:F1} |"));
    }

    /// <summary>Answers at once, with one key for all: what is left is the work of this program.</summary>
    private sealed class NoKeyService : IKeyWrapper
    {
        private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
        private readonly WrappedKey _wrapped = new("none", []);

        public string CurrentMasterKeyId => "none";

        public IReadOnlyList<string> MasterKeyIds => ["none"];

        public Task StartAsync(bool mayCreate, CancellationToken ct) => Task.CompletedTask;

        public Task<string> AddMasterKeyAsync(CancellationToken ct) => throw new NotSupportedException();

        public Task<(Secret Key, WrappedKey Wrapped)> GenerateAsync(KeyContext context, CancellationToken ct) =>
            Task.FromResult((new Secret([.. _key]), _wrapped));

        public Task<Secret> UnwrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct) => Task.FromResult(new Secret([.. _key]));

        public Task<WrappedKey> RewrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct) => Task.FromResult(_wrapped);
    }
}
