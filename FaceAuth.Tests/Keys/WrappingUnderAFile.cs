using FaceAuth.Keys;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Keys;

public sealed class WrappingUnderAFile : KeyWrapperContract, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<IKeyWrapper> StartAsync() => StartAsync("master.key");

    protected override Task<IKeyWrapper> StartOtherAsync() => StartAsync("other.key");

    protected override async Task<IKeyWrapper> StartRotatedAsync()
    {
        await StartAsync("newer.key");
        var lines = await File.ReadAllLinesAsync(_folder.File("newer.key"));
        var older = (await File.ReadAllLinesAsync(_folder.File("master.key"))).Where(line => line.StartsWith("local-", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(_folder.File("newer.key"), lines.Concat(older));
        return await StartAsync("newer.key");
    }

    [Fact]
    public async Task The_file_is_its_owners_only_and_others_are_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        await StartAsync();
        var path = _folder.File("master.key");
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        foreach (var mode in new[] { UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.GroupWrite, UnixFileMode.OtherExecute })
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
            (await FaultAsync(path)).ShouldContain("chmod 600");
        }
    }

    [Fact]
    public async Task A_file_that_is_there_is_never_replaced()
    {
        await StartAsync();
        var before = await File.ReadAllTextAsync(_folder.File("master.key"));

        await StartAsync();

        (await File.ReadAllTextAsync(_folder.File("master.key"))).ShouldBe(before);
    }

    [Fact]
    public async Task Of_many_that_make_the_file_at_once_all_read_one_key()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => (await StartAsync()).CurrentMasterKeyId)));

        ids.Distinct().ShouldHaveSingleItem();
        Directory.GetFiles(_folder.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_missing_file_beside_old_data_is_refused_and_none_is_made()
    {
        var path = _folder.File("lost.key");

        var fault = await Should.ThrowAsync<KeyServiceException>(() => new LocalKeyWrapper(path).StartAsync(mayCreate: false, CancellationToken.None));

        fault.Message.ShouldContain(path);
        fault.Message.ShouldContain("Keys:Local:Path");
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_damaged_file_is_told_from_a_wrong_one_whatever_byte_is_damaged()
    {
        await StartAsync();
        var path = _folder.File("master.key");
        var whole = await File.ReadAllTextAsync(path);
        var key = whole.IndexOf("local-", StringComparison.Ordinal);

        for (var i = key; i < whole.Length - 1; i++)
        {
            await File.WriteAllTextAsync(path, whole[..i] + (whole[i] == 'b' ? 'c' : 'b') + whole[(i + 1)..]);
            (await FaultAsync(path)).ShouldContain("damaged");
            await File.WriteAllTextAsync(path, whole[..i]);
            (await FaultAsync(path)).ShouldContain("damaged");
        }

        await File.WriteAllTextAsync(path, "");
        (await FaultAsync(path)).ShouldContain("damaged");
        await File.WriteAllTextAsync(path, whole + whole[key..]);
        (await FaultAsync(path)).ShouldContain("two keys have one id");
    }

    [Fact]
    public async Task What_cannot_be_read_or_made_is_named_with_its_key()
    {
        Directory.CreateDirectory(_folder.File("folder.key"));
        await File.WriteAllTextAsync(_folder.File("file"), "");

        (await FaultAsync(_folder.File("folder.key"))).ShouldContain("Keys:Local:Path");
        (await FaultAsync(Path.Combine(_folder.File("file"), "master.key"))).ShouldContain("Keys:Local:Path");
        (await FaultAsync(_folder.File("no/such/folder/master.key"))).ShouldContain("cannot be made");
    }

    [FactOnSmallDisk]
    public async Task A_read_only_or_full_disk_is_named_and_nothing_is_half_written()
    {
        using var disk = new SmallDisk(64);
        await File.WriteAllBytesAsync(Path.Combine(disk.Path, "ballast"), new byte[64 * 1024]);
        (await FaultAsync(Path.Combine(disk.Path, "master.key"))).ShouldContain("cannot be made");
        disk.MakeReadOnly();
        (await FaultAsync(Path.Combine(disk.Path, "master.key"))).ShouldContain("cannot be made");

        Directory.GetFiles(disk.Path).Select(Path.GetFileName).ShouldBe(["ballast"]);
    }

    [Fact]
    public async Task A_newer_key_stands_on_top_and_the_rest_of_the_file_stays()
    {
        var wrapper = await StartAsync();
        var path = _folder.File("master.key");
        await File.AppendAllTextAsync(path, "# a remark of ours\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead); // nobody may write it, not even its owner
        var before = await File.ReadAllLinesAsync(path);

        var id = await wrapper.AddMasterKeyAsync(CancellationToken.None);

        var after = await File.ReadAllLinesAsync(path);
        var added = after.Single(line => line.StartsWith(id, StringComparison.Ordinal));
        after.Where(line => line != added).ShouldBe(before);
        after.First(line => line.StartsWith("local-", StringComparison.Ordinal)).ShouldBe(added);
        Directory.GetFiles(_folder.Path).ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead);
    }

    [Fact]
    public async Task A_link_to_the_file_stays_a_link()
    {
        await StartAsync();
        File.CreateSymbolicLink(_folder.File("link.key"), _folder.File("master.key"));
        var wrapper = await StartAsync("link.key");

        var id = await wrapper.AddMasterKeyAsync(CancellationToken.None);

        new FileInfo(_folder.File("link.key")).LinkTarget.ShouldNotBeNull();
        (await StartAsync()).CurrentMasterKeyId.ShouldBe(id);
    }

    [Fact]
    public async Task To_a_damaged_or_wrong_file_no_key_is_added()
    {
        var wrapper = await StartAsync();
        await StartAsync("other.key");
        var path = _folder.File("master.key");
        foreach (var content in new[] { (await File.ReadAllTextAsync(path))[..^10], await File.ReadAllTextAsync(_folder.File("other.key")) })
        {
            await File.WriteAllTextAsync(path, content);

            (await Should.ThrowAsync<KeyServiceException>(() => wrapper.AddMasterKeyAsync(CancellationToken.None))).Message.ShouldContain(path);

            (await File.ReadAllTextAsync(path)).ShouldBe(content);
            (await wrapper.GenerateAsync(Context, CancellationToken.None)).Wrapped.MasterKeyId.ShouldBe(wrapper.CurrentMasterKeyId);
        }
    }

    [FactOnSmallDisk]
    public async Task On_a_read_only_or_full_disk_the_file_stays_as_it_was()
    {
        using var disk = new SmallDisk(64);
        var path = Path.Combine(disk.Path, "master.key");
        using var wrapper = new LocalKeyWrapper(path);
        await wrapper.StartAsync(mayCreate: true, CancellationToken.None);
        var before = await File.ReadAllTextAsync(path);
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(disk.Path, "ballast"), new byte[64 * 1024]);
        }
        catch (IOException)
        {
            // Full now, which is what it is for.
        }

        (await Should.ThrowAsync<KeyServiceException>(() => wrapper.AddMasterKeyAsync(CancellationToken.None))).Message.ShouldContain("as it was");
        disk.MakeReadOnly();
        (await Should.ThrowAsync<KeyServiceException>(() => wrapper.AddMasterKeyAsync(CancellationToken.None))).Message.ShouldContain("as it was");

        (await File.ReadAllTextAsync(path)).ShouldBe(before);
        Directory.GetFiles(disk.Path, "*.partial").ShouldBeEmpty();
    }

    [Fact]
    public void Before_the_start_nothing_is_wrapped() =>
        Should.Throw<KeyServiceException>(() => new LocalKeyWrapper(_folder.File("master.key")).CurrentMasterKeyId);

    private static async Task<string> FaultAsync(string path)
    {
        var fault = await Should.ThrowAsync<KeyServiceException>(() => new LocalKeyWrapper(path).StartAsync(mayCreate: true, CancellationToken.None));
        fault.Message.ShouldContain(path);
        return fault.Message;
    }

    private async Task<IKeyWrapper> StartAsync(string file)
    {
        var wrapper = new LocalKeyWrapper(_folder.File(file));
        await wrapper.StartAsync(mayCreate: true, CancellationToken.None);
        return wrapper;
    }
}
