using System.Security.Cryptography;
using FaceAuth.Photos;

namespace FaceAuth.Tests.Photos;

/// <summary>What every photo store keeps; one subclass per adapter.</summary>
public abstract class PhotoStoreContract
{
    /// <summary>The store under test, empty.</summary>
    protected abstract IPhotoStore Store { get; }

    protected static PhotoKey NewKey(string? account = null) => new(account ?? NewId(), NewId());

    protected static string NewId() => Guid.CreateVersion7().ToString("D");

    protected static byte[] Content(int length) => RandomNumberGenerator.GetBytes(length);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task A_photo_is_read_as_it_was_written(int length)
    {
        var (key, content) = (NewKey(), Content(length));

        await Store.PutAsync(key, content, CancellationToken.None);

        (await Store.GetAsync(key, CancellationToken.None)).ShouldBe(content);
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_its_deletion_no_error()
    {
        (await Store.GetAsync(NewKey(), CancellationToken.None)).ShouldBeNull();
        await Store.DeleteAsync(NewKey(), CancellationToken.None);
        await Store.DeleteAllAsync(NewId(), CancellationToken.None);
    }

    [Fact]
    public async Task A_deleted_photo_is_gone_and_others_stay()
    {
        var (gone, stays) = (NewKey(), NewKey());
        await Store.PutAsync(gone, Content(10), CancellationToken.None);
        await Store.PutAsync(gone with { Photo = stays.Photo }, Content(11), CancellationToken.None);
        await Store.PutAsync(stays, Content(12), CancellationToken.None);

        await Store.DeleteAsync(gone, CancellationToken.None);

        (await Store.GetAsync(gone, CancellationToken.None)).ShouldBeNull();
        (await Store.GetAsync(gone with { Photo = stays.Photo }, CancellationToken.None))!.Length.ShouldBe(11);
        (await Store.GetAsync(stays, CancellationToken.None))!.Length.ShouldBe(12);
    }

    [Fact]
    public async Task Deleting_all_of_an_account_leaves_other_accounts_alone()
    {
        var account = NewId();
        PhotoKey[] own = [NewKey(account), NewKey(account), NewKey(account)];
        var other = NewKey();
        foreach (var key in own.Append(other))
            await Store.PutAsync(key, Content(20), CancellationToken.None);

        await Store.DeleteAllAsync(account, CancellationToken.None);

        foreach (var key in own)
            (await Store.GetAsync(key, CancellationToken.None)).ShouldBeNull();
        (await Store.GetAsync(other, CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_reader_beside_writers_sees_one_whole_photo_always()
    {
        var key = NewKey();
        await Store.PutAsync(key, Filled(0), CancellationToken.None);

        var writers = Enumerable.Range(1, 4).Select(async writer =>
        {
            for (var i = 0; i < 10; i++)
                await Store.PutAsync(key, Filled((byte)(writer * 10 + i)), CancellationToken.None);
        });
        var reader = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                var read = await Store.GetAsync(key, CancellationToken.None);
                read.ShouldNotBeNull();
                read.ShouldBe(Filled(read[0]));
            }
        });

        await Task.WhenAll(writers.Append(reader));

        // One value for the whole photo, of a length that belongs to it.
        static byte[] Filled(byte value) => [.. Enumerable.Repeat(value, 50_000 + value)];
    }

    [Fact]
    public async Task Photos_of_one_account_come_and_go_side_by_side()
    {
        var account = NewId();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 10; i++)
            {
                var key = NewKey(account);
                await Store.PutAsync(key, Content(100), CancellationToken.None);
                (await Store.GetAsync(key, CancellationToken.None)).ShouldNotBeNull();
                await Store.DeleteAsync(key, CancellationToken.None);
            }
        }));
    }

    [Fact]
    public async Task A_check_of_a_store_that_works_says_nothing() => await Store.CheckAsync(CancellationToken.None);

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("0198E0F0-0000-7000-8000-000000000000")]
    [InlineData("0198e0f0-0000-7000-8000-00000000000/")]
    [InlineData("0198e0f000007000800000000000000a")]
    public async Task Only_ids_name_a_photo(string text)
    {
        await Should.ThrowAsync<ArgumentException>(() => Store.PutAsync(new PhotoKey(text, NewId()), Content(1), CancellationToken.None));
        await Should.ThrowAsync<ArgumentException>(() => Store.GetAsync(new PhotoKey(NewId(), text), CancellationToken.None));
        await Should.ThrowAsync<ArgumentException>(() => Store.DeleteAsync(new PhotoKey(text, NewId()), CancellationToken.None));
        await Should.ThrowAsync<ArgumentException>(() => Store.DeleteAllAsync(text, CancellationToken.None));
    }
}
