using System.Net;
using System.Text.Json;
using FaceAuth.Hosting;
using FaceAuth.Site;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Hosting;

/// <summary>What is taken away is named by the start, or by the health page where it is taken away later.</summary>
public sealed class StartingTheSite : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_starts_on_an_empty_folder_and_again_on_what_it_left_there()
    {
        (await StartAsync()).ShouldBeEmpty();
        (await StartAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_master_key_over_old_data_is_named_and_no_new_one_is_made()
    {
        await StartAsync();
        var key = _folder.File("master.key");
        File.Move(key, key + ".away");

        (await StartAsync()).ShouldContain("Keys:Local:Path");
        File.Exists(key).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_installations_master_key_is_refused()
    {
        await StartAsync();
        var key = _folder.File("master.key");
        using var other = new TestFolder();
        await StartAsync(("DataFolder", other.Path));
        File.Copy(other.File("master.key"), key, overwrite: true);

        (await StartAsync()).ShouldContain("does not belong to this database");
    }

    [Fact]
    public async Task A_database_that_is_a_folder_is_named()
    {
        Directory.CreateDirectory(_folder.File("faceauth.db"));
        (await StartAsync()).ShouldContain("faceauth.db");
    }

    [Fact]
    public async Task A_photo_folder_that_is_a_file_is_named()
    {
        await File.WriteAllTextAsync(_folder.File("photos"), "");
        (await StartAsync()).ShouldContain("photos");
    }

    [Fact]
    public async Task A_mail_folder_that_is_a_file_is_named()
    {
        await File.WriteAllTextAsync(_folder.File("mail"), "");
        (await StartAsync()).ShouldContain("mail");
    }

    [Fact]
    public async Task A_missing_model_is_named()
    {
        var models = CopyModels();
        File.Delete(Path.Combine(models, "fr_detect.onnx"));
        (await StartAsync(("Faces:Embedded:ModelsFolder", models))).ShouldContain("fr_detect.onnx");
    }

    [Fact]
    public async Task A_damaged_model_is_named()
    {
        var models = CopyModels();
        await using (var model = File.OpenWrite(Path.Combine(models, "fr_feature.onnx")))
        {
            model.Seek(1_000_000, SeekOrigin.Begin);
            model.WriteByte(0x55);
            model.WriteByte(0xAA);
        }
        (await StartAsync(("Faces:Embedded:ModelsFolder", models))).ShouldContain("fr_feature.onnx");
    }

    [Theory]
    [InlineData("Sessions:Lifetime", "00:00:00")]
    [InlineData("Registration:CodeTries", "0")]
    [InlineData("Faces:Threshold", "5")]
    [InlineData("Site:PublicUrl", "not-an-address")]
    [InlineData("Site:TrustedProxies:0", "everybody")]
    public async Task A_setting_out_of_its_range_is_named(string key, string value)
    {
        (await StartAsync((key, value))).ShouldContain(key.Replace(":0", ""));
    }

    [Fact]
    public async Task The_production_environment_refuses_mail_that_stays_in_a_folder()
    {
        (await StartAsync("Production", ("Site:PublicUrl", "https://faces.example.org"))).ShouldContain("Email:Sender");
    }

    [Theory]
    [InlineData("mail", "email")]
    [InlineData("photos", "photos")]
    [InlineData("master.key", "keys")]
    public async Task What_is_taken_away_while_it_runs_is_named_by_the_health_page(string file, string part)
    {
        var clock = new TestClock(TimeProvider.System.GetUtcNow());
        var builder = Builder("Development", []).AddFaceAuth();
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        await using var app = builder.Build().UseFaceAuth();
        await app.Services.GetRequiredService<StartUp>().RunAsync(CancellationToken.None);
        await app.StartAsync();
        var client = ((TestServer)app.Services.GetRequiredService<IServer>()).CreateClient();
        (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var path = _folder.File(file);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
            await File.WriteAllTextAsync(path, "");
        }
        else
        {
            File.Delete(path);
        }

        (await client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK, "one report serves a few seconds");
        clock.Advance(TimeSpan.FromSeconds(6));
        var answer = await client.GetAsync("/health/ready");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var parts = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("parts");
        foreach (var one in parts.EnumerateObject())
            one.Value.GetProperty("status").GetString().ShouldBe(one.Name == part ? "Unhealthy" : "Healthy", one.Name);
        (await client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<string> StartAsync(params (string Key, string Value)[] settings) => StartAsync("Development", settings);

    // The start's words where it is refused; nothing where all checks passed.
    private async Task<string> StartAsync(string environment, params (string Key, string Value)[] settings)
    {
        var words = new List<string>();
        var builder = Builder(environment, settings, words);
        builder.Services.AddHostedService<StopAtOnce>();
        var code = await SiteStart.RunAsync(builder);
        code.ShouldBe(words.Count == 0 ? 0 : SiteStart.Refused);
        return string.Join(Environment.NewLine, words);
    }

    private WebApplicationBuilder Builder(string environment, (string Key, string Value)[] settings, List<string>? words = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(FaceAuthApp).Assembly.GetName().Name,
            ContentRootPath = Path.Combine(RepositoryRoot.Path, "FaceAuth.Web"),
            EnvironmentName = environment,
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["DataFolder"] = _folder.Path });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value));
        builder.Logging.ClearProviders();
        if (words is not null)
            builder.Logging.AddProvider(new CriticalWords(words));
        builder.WebHost.UseTestServer();
        return builder;
    }

    private string CopyModels()
    {
        var models = Directory.CreateDirectory(_folder.File("models")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "models")))
            File.Copy(file, Path.Combine(models, Path.GetFileName(file)));
        return models;
    }

    private sealed class StopAtOnce(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
            return Task.CompletedTask;
        }
    }

    private sealed class CriticalWords(List<string> words) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical)
            {
                exception.ShouldBeNull("a start that is refused is told in words");
                words.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
