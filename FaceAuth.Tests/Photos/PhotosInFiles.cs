using FaceAuth.Photos;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Photos;

public sealed class PhotosInFiles : PhotoStoreContract, IDisposable
{
    private readonly TestFolder _folder = new();

    protected override IPhotoStore Store => field ??= StoreIn(_folder.File("photos"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_the_owner_may_read_the_files()
    {
        if (OperatingSystem.IsWindows())
            return;
        await Store.PutAsync(NewKey(), Content(10), CancellationToken.None);

        var file = Files("photos").ShouldHaveSingleItem();
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(file)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task What_a_crash_left_unfinished_is_no_photo_and_is_removed_after_an_hour()
    {
        var key = NewKey();
        await Store.PutAsync(key, Content(10), CancellationToken.None);
        var old = Unfinished("old", TimeSpan.FromHours(2));
        var fresh = Unfinished("fresh", TimeSpan.FromMinutes(1));

        await Store.CheckAsync(CancellationToken.None);

        File.Exists(old).ShouldBeFalse();
        File.Exists(fresh).ShouldBeTrue("somebody may be writing it");
        (await Store.GetAsync(key, CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Deleting_the_last_photo_leaves_no_trace_of_the_account()
    {
        var key = NewKey();
        await Store.PutAsync(key, Content(10), CancellationToken.None);

        await Store.DeleteAsync(key, CancellationToken.None);

        Directory.EnumerateFileSystemEntries(_folder.Path, $"*{key.Account}*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_with_its_key()
    {
        await File.WriteAllTextAsync(_folder.File("taken"), "a file where a folder is expected");
        var store = StoreIn(_folder.File("taken"));

        var check = await Should.ThrowAsync<PhotoStoreException>(() => store.CheckAsync(CancellationToken.None));
        var put = await Should.ThrowAsync<PhotoStoreException>(() => store.PutAsync(NewKey(), Content(1), CancellationToken.None));

        check.Message.ShouldContain(_folder.File("taken"));
        check.Message.ShouldContain("Photos:Files:Folder");
        put.Message.ShouldContain("Photos:Files:Folder");
    }

    [FactOnSmallDisk]
    public async Task A_full_disk_keeps_the_old_photo_whole_and_leaves_nothing_half_written()
    {
        using var disk = new SmallDisk(256);
        var store = StoreIn(disk.Path);
        var (key, old) = (NewKey(), Content(60_000));
        await store.PutAsync(key, old, CancellationToken.None);

        var fault = await Should.ThrowAsync<PhotoStoreException>(() => store.PutAsync(key, Content(500_000), CancellationToken.None));

        fault.Message.ShouldContain("Photos:Files:Folder");
        (await store.GetAsync(key, CancellationToken.None)).ShouldBe(old);
        Directory.EnumerateFiles(disk.Path, "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
    }

    [FactOnSmallDisk]
    public async Task A_read_only_disk_is_told_and_still_read()
    {
        using var disk = new SmallDisk(256);
        var store = StoreIn(disk.Path);
        var (key, old) = (NewKey(), Content(1000));
        await store.PutAsync(key, old, CancellationToken.None);
        disk.MakeReadOnly();

        await Should.ThrowAsync<PhotoStoreException>(() => store.PutAsync(key, Content(1000), CancellationToken.None));
        (await Should.ThrowAsync<PhotoStoreException>(() => store.CheckAsync(CancellationToken.None))).Message.ShouldContain(disk.Path);
        await Should.ThrowAsync<PhotoStoreException>(() => store.DeleteAsync(key, CancellationToken.None));

        (await store.GetAsync(key, CancellationToken.None)).ShouldBe(old);
    }

    private static FilePhotoStore StoreIn(string folder) => new(folder, TimeProvider.System);

    private string Unfinished(string name, TimeSpan age)
    {
        var file = Path.Combine(Directory.CreateDirectory(_folder.File("photos/unfinished")).FullName, $"{name}.partial");
        File.WriteAllBytes(file, [1, 2, 3]);
        File.SetLastWriteTimeUtc(file, (TimeProvider.System.GetUtcNow() - age).UtcDateTime);
        return file;
    }

    private string[] Files(string under) => Directory.GetFiles(_folder.File(under), "*", SearchOption.AllDirectories);
}
