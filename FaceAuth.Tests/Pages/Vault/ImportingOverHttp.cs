using System.Net;
using System.Text;
using FaceAuth.Hosting;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Transfer;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Pages.Vault;

/// <summary>A file that anybody could read is held in memory on its way.</summary>
public sealed class ImportingOverHttp : IAsyncLifetime
{
    private readonly Uploads _uploads = new();
    private readonly ListLog _log = new();
    private HttpSite _site = null!;
    private HttpVisitor _ada = null!;

    public async Task InitializeAsync()
    {
        _site = await HttpSite.StartAsync(services =>
        {
            services.Configure<MvcOptions>(mvc => mvc.Filters.Add(_uploads));
            services.AddSingleton<ILoggerProvider>(_log);
        });
        _ada = new HttpVisitor(_site);
        await _ada.BeginAsync(await _site.EnrolAsync("ada@example.org", "ada"), byMailOnly: false);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task A_plain_file_of_nine_megabytes_never_lies_on_the_disk()
    {
        var marker = $"marker-{Guid.CreateVersion7()}";
        _uploads.Marker = Encoding.UTF8.GetBytes(marker);
        // 460 entries with 20,000 characters of notes.
        var file = BitwardenJsonWriter.Write(
            [.. Enumerable.Range(0, 460).Select(i => new TransferEntry { Name = $"entry {i}", Notes = marker + new string('n', EntryLimits.Notes - marker.Length) })]).Content;
        file.Length.ShouldBeGreaterThan(9 * 1000 * 1000);

        var answer = await _ada.PostFileAsync("/vault/import", await _ada.GetAsync("/vault/import"), "Upload", file);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _ada.GetAsync(answer.Headers.Location!.ToString())).ShouldContain("entry 1");
        (_uploads.Seen, _uploads.OnDisk).ShouldBe((1, 0));

        // The same look finds what another page's form, which keeps files as the server does by default, puts on the disk.
        await _ada.PostFileAsync("/vault/export", await _ada.GetAsync("/vault/export"), "Photos", file[..300_000]);
        (_uploads.Seen, _uploads.OnDisk).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_answered_before_it_is_read()
    {
        var body = new ByteArrayContent([1]);
        body.Headers.ContentLength = EntryLimits.FileBytes + HostingSetup.FormOverhead + 1;

        var answer = await _ada.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/vault/import") { Content = body });

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge, string.Join('\n', _log.Lines.Where(line => line.Contains("xception", StringComparison.Ordinal))));
        (await answer.Content.ReadAsStringAsync()).ShouldContain("That was too large");
        _uploads.Seen.ShouldBe(0);

        // A file that is a little too large is told of in words.
        var page = await _ada.GetAsync("/vault/import");
        answer = await _ada.PostFileAsync("/vault/import", page, "Upload", new byte[EntryLimits.FileBytes + 1]);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("larger than 10 MB");
        (await _site.CountAsync("vault_imports")).ShouldBe(0);
    }

    [Fact]
    public async Task A_damaged_file_is_answered_422_with_its_line()
    {
        var answer = await _ada.PostFileAsync(
            "/vault/import", await _ada.GetAsync("/vault/import"), "Upload", Encoding.UTF8.GetBytes("name,url,username,password\na,https://a.example,u,p\nb,https://b.example,u\n"));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Line 3");
        (await _site.CountAsync("vault_imports")).ShouldBe(0);
    }

    /// <summary>Looks at the folder of uploads when a form was read, before its page begins.</summary>
    private sealed class Uploads : IResourceFilter
    {
        public byte[] Marker { get; set; } = [];
        public int Seen { get; private set; }
        public int OnDisk { get; private set; }

        public void OnResourceExecuting(ResourceExecutingContext context)
        {
            // The antiforgery check has read the form.
            if (!context.HttpContext.Request.HasFormContentType || context.HttpContext.Request.Form.Files.Count == 0)
                return;
            Seen++;
            foreach (var path in Directory.EnumerateFiles(Environment.GetEnvironmentVariable("ASPNETCORE_TEMP")!, "ASPNETCORE_*.tmp"))
            {
                try
                {
                    using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    using var bytes = new MemoryStream();
                    file.CopyTo(bytes);
                    if (bytes.ToArray().AsSpan().IndexOf(Marker) >= 0)
                        OnDisk++;
                }
                catch (FileNotFoundException)
                {
                    // Another test's upload, gone meanwhile.
                }
            }
        }

        public void OnResourceExecuted(ResourceExecutedContext context) { }
    }
}
