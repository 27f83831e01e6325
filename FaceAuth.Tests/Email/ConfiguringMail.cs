using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Email;

public sealed class ConfiguringMail
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Staging")]
    public void The_defaults_are_sound_outside_production(string environment) => Start(environment);

    [Fact]
    public void Production_refuses_the_folder_by_its_key() =>
        Should.Throw<OptionsValidationException>(() => Start("Production")).Message.ShouldContain("Email:Sender");

    [Theory]
    [InlineData("Site:PublicUrl", "faces.example.org")]
    [InlineData("Site:PublicUrl", "ftp://faces.example.org")]
    [InlineData("Site:PublicUrl", "https://faces.example.org/?a=b")]
    [InlineData("Site:PublicUrl", "https://user@faces.example.org")]
    [InlineData("Site:PublicUrl", "http://faces.example.org")]
    [InlineData("Email:FromAddress", "FaceAuth <no-reply@example.org>")]
    [InlineData("Email:FromName", "Face\nAuth")]
    [InlineData("Email:FromName", "Face\u2028Auth")]
    [InlineData("Site:Name", "Face\nAuth")]
    [InlineData("Site:Name", "Face\u202eAuth")]
    [InlineData("Email:Outbox:Lease", "00:00:40")]
    [InlineData("Email:Outbox:LongestRetry", "00:00:02")]
    public void A_setting_that_cannot_work_is_refused_by_its_key(string key, string value) =>
        Should.Throw<OptionsValidationException>(() => Start("Staging", (key, value))).Message.ShouldContain(key);

    [Theory]
    [InlineData("Development", "http://192.168.1.5:5000")]
    [InlineData("Staging", "http://127.0.0.1:5000")]
    [InlineData("Staging", "https://faces.example.org/sign-in/")]
    public void An_address_that_people_can_safely_reach_is_taken(string environment, string url) =>
        Start(environment, ("Site:PublicUrl", url));

    [Theory]
    [InlineData("https://faces.example.org", "https://faces.example.org/account?x=1")]
    [InlineData("https://example.org/faces/", "https://example.org/faces/account?x=1")]
    public void Links_are_made_from_the_public_address(string publicUrl, string expected) =>
        new SiteOptions { PublicUrl = publicUrl }.Link("/account?x=1").AbsoluteUri.ShouldBe(expected);

    [Theory]
    [InlineData("//thief.example.org")]
    [InlineData("/\\thief.example.org")]
    [InlineData("https://thief.example.org")]
    [InlineData("account")]
    [InlineData("")]
    public void A_link_never_leaves_the_site(string path) =>
        Should.Throw<ArgumentException>(() => new SiteOptions().Link(path));

    /// <summary>Does what the host does first at its start: it checks every option.</summary>
    private static void Start(string environment, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        using var services = new ServiceCollection()
            .AddSingleton<IHostEnvironment>(new Surroundings { EnvironmentName = environment })
            .AddSite(configuration)
            .AddEmail(configuration)
            .BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
    }

    private sealed class Surroundings : IHostEnvironment
    {
        public required string EnvironmentName { get; set; }
        public string ApplicationName { get; set; } = "FaceAuth";
        public string ContentRootPath { get; set; } = "/";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
