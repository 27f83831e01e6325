using FaceAuth.Keys;

namespace FaceAuth.Tests.Keys;

/// <summary>What every key wrapper keeps; one subclass per adapter.</summary>
public abstract class KeyWrapperContract
{
    protected static readonly KeyContext Context = new(KeyPurposes.Account, "0198e0f0-0000-7000-8000-000000000001");

    /// <summary>A started wrapper.</summary>
    protected abstract Task<IKeyWrapper> StartAsync();

    /// <summary>A started wrapper under another master key.</summary>
    protected abstract Task<IKeyWrapper> StartOtherAsync();

    /// <summary>A started wrapper with a newer master key that still knows the one of <see cref="StartAsync"/>.</summary>
    protected abstract Task<IKeyWrapper> StartRotatedAsync();

    [Fact]
    public async Task A_data_key_comes_back_as_it_was_made()
    {
        var wrapper = await StartAsync();
        var (key, wrapped) = await wrapper.GenerateAsync(Context, CancellationToken.None);

        using var back = await wrapper.UnwrapAsync(wrapped, Context, CancellationToken.None);

        key.Bytes.Length.ShouldBe(32);
        back.Bytes.ToArray().ShouldBe(key.Bytes.ToArray());
        wrapped.MasterKeyId.ShouldBe(wrapper.CurrentMasterKeyId);
        wrapped.Bytes.AsSpan().IndexOf(key.Bytes).ShouldBe(-1);
    }

    [Fact]
    public async Task Every_data_key_is_another_one()
    {
        var wrapper = await StartAsync();
        var (first, _) = await wrapper.GenerateAsync(Context, CancellationToken.None);
        var (second, _) = await wrapper.GenerateAsync(Context, CancellationToken.None);

        first.Bytes.ToArray().ShouldNotBe(second.Bytes.ToArray());
    }

    [Fact]
    public async Task A_wrapped_key_opens_for_its_purpose_and_owner_only()
    {
        var wrapper = await StartAsync();
        var (_, wrapped) = await wrapper.GenerateAsync(Context, CancellationToken.None);

        foreach (var other in new[] { Context with { Purpose = KeyPurposes.Mail }, Context with { Owner = "" }, Context with { Owner = Context.Owner[..^1] + "2" } })
            await Should.ThrowAsync<SealBrokenException>(() => wrapper.UnwrapAsync(wrapped, other, CancellationToken.None));
        await Should.ThrowAsync<SealBrokenException>(
            () => wrapper.RewrapAsync(wrapped, Context with { Purpose = KeyPurposes.Mail }, CancellationToken.None));
    }

    [Fact]
    public async Task Another_master_key_opens_nothing()
    {
        var (_, wrapped) = await (await StartAsync()).GenerateAsync(Context, CancellationToken.None);
        var other = await StartOtherAsync();

        await Should.ThrowAsync<SealBrokenException>(() => other.UnwrapAsync(wrapped, Context, CancellationToken.None));
        await Should.ThrowAsync<SealBrokenException>(
            () => other.UnwrapAsync(wrapped with { MasterKeyId = other.CurrentMasterKeyId }, Context, CancellationToken.None));
    }

    [Fact]
    public async Task A_rewrapped_key_is_the_same_key_under_the_newest_master_key()
    {
        var (key, wrapped) = await (await StartAsync()).GenerateAsync(Context, CancellationToken.None);
        var rotated = await StartRotatedAsync();

        var rewrapped = await rotated.RewrapAsync(wrapped, Context, CancellationToken.None);

        rewrapped.MasterKeyId.ShouldBe(rotated.CurrentMasterKeyId);
        rewrapped.MasterKeyId.ShouldNotBe(wrapped.MasterKeyId);
        foreach (var known in new[] { wrapped, rewrapped })
        {
            using var back = await rotated.UnwrapAsync(known, Context, CancellationToken.None);
            back.Bytes.ToArray().ShouldBe(key.Bytes.ToArray());
        }
    }

    [Fact]
    public async Task A_wrapped_key_that_was_altered_in_any_byte_or_cut_does_not_open()
    {
        var wrapper = await StartAsync();
        var (_, wrapped) = await wrapper.GenerateAsync(Context, CancellationToken.None);

        for (var i = 0; i < wrapped.Bytes.Length; i++)
        {
            byte[] altered = [.. wrapped.Bytes];
            altered[i] ^= 1;
            await RefusedAsync(altered);
            await RefusedAsync(wrapped.Bytes[..i]);
        }

        await RefusedAsync([.. wrapped.Bytes, 0]);

        Task RefusedAsync(byte[] bytes) => Should.ThrowAsync<SealBrokenException>(
            () => wrapper.UnwrapAsync(wrapped with { Bytes = bytes }, Context, CancellationToken.None));
    }
}
