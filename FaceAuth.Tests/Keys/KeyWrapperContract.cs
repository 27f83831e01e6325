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
    public async Task A_newer_master_key_wraps_and_the_older_ones_open()
    {
        var wrapper = await StartAsync();
        var first = wrapper.CurrentMasterKeyId;
        var (key, wrapped) = await wrapper.GenerateAsync(Context, CancellationToken.None);

        var second = await wrapper.AddMasterKeyAsync(CancellationToken.None);
        var third = await wrapper.AddMasterKeyAsync(CancellationToken.None);

        wrapper.MasterKeyIds.ShouldBe([third, second, first]);
        wrapper.CurrentMasterKeyId.ShouldBe(third);
        (await wrapper.GenerateAsync(Context, CancellationToken.None)).Wrapped.MasterKeyId.ShouldBe(third);
        using var back = await wrapper.UnwrapAsync(wrapped, Context, CancellationToken.None);
        back.Bytes.ToArray().ShouldBe(key.Bytes.ToArray());
    }

    [Fact]
    public async Task A_master_key_that_another_program_made_opens_and_wraps_without_a_restart()
    {
        var (here, there, elsewhere) = (await StartAsync(), await StartAsync(), await StartAsync());
        var newest = await here.AddMasterKeyAsync(CancellationToken.None);
        var (key, wrapped) = await here.GenerateAsync(Context, CancellationToken.None);

        using var back = await there.UnwrapAsync(wrapped, Context, CancellationToken.None);
        var (_, made) = await elsewhere.GenerateAsync(Context, CancellationToken.None);

        back.Bytes.ToArray().ShouldBe(key.Bytes.ToArray());
        there.CurrentMasterKeyId.ShouldBe(newest);
        made.MasterKeyId.ShouldBe(newest);
    }

    [Fact]
    public async Task A_key_under_a_master_key_that_is_nowhere_does_not_open_and_the_fault_names_it()
    {
        var wrapper = await StartAsync();
        var (_, wrapped) = await wrapper.GenerateAsync(Context, CancellationToken.None);

        var fault = await Should.ThrowAsync<SealBrokenException>(
            () => wrapper.UnwrapAsync(wrapped with { MasterKeyId = "lost" }, Context, CancellationToken.None));

        fault.Message.ShouldContain("lost");
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
