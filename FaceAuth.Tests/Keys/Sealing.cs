using System.Text;
using FaceAuth.Accounts;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Keys;

public sealed class Sealing : IAsyncLifetime
{
    private static readonly byte[] Plaintext = Encoding.UTF8.GetBytes("a template");
    private readonly string _account = AccountId.New().ToString();
    private TestDatabase _database = null!;
    private TestKeys _keys = null!;

    private SealContext Context => new(KeyPurposes.Account, _account.ToString(), "record", 1, "field");

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        _keys = await TestKeys.StartAsync(_database);
        await _keys.Ring.EnsureAccountKeyAsync(_account, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        _keys.Dispose();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2048)]
    [InlineData(1_000_000)]
    public async Task What_was_sealed_opens_and_is_57_bytes_longer(int length)
    {
        var plaintext = new byte[length];
        plaintext.AsSpan().Fill(7);

        var sealedBytes = await _keys.Sealer.SealAsync(Context, plaintext, CancellationToken.None);

        sealedBytes.Length.ShouldBe(length + 57);
        (await _keys.Sealer.OpenAsync(Context, sealedBytes, CancellationToken.None)).ShouldBe(plaintext);
    }

    [Fact]
    public async Task The_same_value_is_never_sealed_to_the_same_bytes()
    {
        var first = await _keys.Sealer.SealAsync(Context, Plaintext, CancellationToken.None);
        var second = await _keys.Sealer.SealAsync(Context, Plaintext, CancellationToken.None);

        first.AsSpan(17).ToArray().ShouldNotBe(second.AsSpan(17).ToArray());
        first.AsSpan().IndexOf(Plaintext).ShouldBe(-1);
    }

    [Fact]
    public async Task Any_altered_byte_is_refused()
    {
        var sealedBytes = await _keys.Sealer.SealAsync(Context, Plaintext, CancellationToken.None);

        for (var i = 0; i < sealedBytes.Length; i++)
        {
            foreach (var bit in new byte[] { 0x01, 0x80 })
            {
                byte[] altered = [.. sealedBytes];
                altered[i] ^= bit;
                await RefusedAsync(Context, altered);
            }
        }
    }

    [Fact]
    public async Task Anything_cut_or_added_is_refused()
    {
        var sealedBytes = await _keys.Sealer.SealAsync(Context, Plaintext, CancellationToken.None);

        for (var length = 0; length < sealedBytes.Length; length++)
            await RefusedAsync(Context, sealedBytes[..length]);
        await RefusedAsync(Context, sealedBytes[1..]);
        await RefusedAsync(Context, [.. sealedBytes, 0]);
    }

    [Fact]
    public async Task A_value_moved_to_another_place_is_refused()
    {
        var other = AccountId.New().ToString();
        await _keys.Ring.EnsureAccountKeyAsync(other, CancellationToken.None);
        var sealedBytes = await _keys.Sealer.SealAsync(Context, Plaintext, CancellationToken.None);

        await RefusedAsync(Context with { Account = other.ToString() }, sealedBytes);
        await RefusedAsync(Context with { Record = "recore" }, sealedBytes);
        await RefusedAsync(Context with { Version = 2 }, sealedBytes);
        await RefusedAsync(Context with { Field = "fields" }, sealedBytes);
        await RefusedAsync(Context with { Record = "recordf", Field = "ield" }, sealedBytes);
        await RefusedAsync(Context with { Purpose = KeyPurposes.Mail, Account = "" }, sealedBytes);
    }

    [Fact]
    public async Task A_key_of_one_purpose_opens_nothing_of_another()
    {
        var mail = new SealContext(KeyPurposes.Mail, "", "record", 1, "field");
        var sealedBytes = await _keys.Sealer.SealAsync(mail, Plaintext, CancellationToken.None);

        await RefusedAsync(mail with { Purpose = KeyPurposes.Tickets }, sealedBytes);
        await Should.ThrowAsync<ArgumentException>(async () => await _keys.Sealer.OpenAsync(mail with { Account = _account.ToString() }, sealedBytes, CancellationToken.None));
    }

    [Fact]
    public void Purpose_and_account_count_also_under_one_key()
    {
        // The key alone would refuse these; here the associated data has to.
        using var key = new DataKey(Guid.CreateVersion7(), Secret.Random(32));
        var sealedBytes = SealFormat.Seal(key, Context, new byte[SealFormat.SaltSize], Plaintext)!;

        SealFormat.Open(key, Context, sealedBytes).ShouldBe(Plaintext);
        Should.Throw<SealBrokenException>(() => SealFormat.Open(key, Context with { Purpose = KeyPurposes.Mail }, sealedBytes));
        Should.Throw<SealBrokenException>(() => SealFormat.Open(key, Context with { Account = "" }, sealedBytes));
    }

    [Fact]
    public async Task A_refusal_names_the_place_and_nothing_else()
    {
        var sealedBytes = await _keys.Sealer.SealAsync(Context, Plaintext, CancellationToken.None);
        sealedBytes[^1] ^= 1;

        var fault = await RefusedAsync(Context, sealedBytes);

        fault.Message.ShouldContain("record");
        fault.ToString().ShouldNotContain("a template");
    }

    [Fact]
    public async Task Nothing_is_sealed_for_an_account_without_a_key() => await Should.ThrowAsync<KeyMissingException>(
        async () => await _keys.Sealer.SealAsync(Context with { Account = AccountId.New().ToString() }, Plaintext, CancellationToken.None));

    [Fact]
    public async Task After_the_keys_were_cleared_nothing_is_sealed()
    {
        _keys.Dispose();

        await Should.ThrowAsync<KeyServiceException>(
            async () => await _keys.Sealer.SealAsync(new SealContext(KeyPurposes.Mail, "", "r", 1, "f"), Plaintext, CancellationToken.None));
        Should.Throw<KeyServiceException>(() => _keys.Lookup.Of("session", "token"));
    }

    [Fact]
    public async Task Warm_keys_need_no_database()
    {
        var sealedBytes = await _keys.Sealer.SealAsync(Context, Plaintext, CancellationToken.None);
        await _database.DisposeAsync();

        (await _keys.Sealer.OpenAsync(Context, sealedBytes, CancellationToken.None)).ShouldBe(Plaintext);
        await _keys.Sealer.SealAsync(new SealContext(KeyPurposes.Tickets, "", "r", 1, "f"), Plaintext, CancellationToken.None);
    }

    private Task<SealBrokenException> RefusedAsync(SealContext context, byte[] sealedBytes) => Should.ThrowAsync<SealBrokenException>(
        async () => await _keys.Sealer.OpenAsync(context, sealedBytes, CancellationToken.None));
}
