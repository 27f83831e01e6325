using FaceAuth.Rotation.Targets;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>The bound on parallel work is for a host, however its name is written.</summary>
public sealed class TargetHostKeys
{
    [Theory]
    [InlineData("db.example.org", "db.example.org:5432")]
    [InlineData("DB.Example.org", "db.example.org:5432")]
    [InlineData(" db.example.org. ", "db.example.org:5432")]
    [InlineData("Bücher.example", "xn--bcher-kva.example:5432")]
    [InlineData("[::1]", "::1:5432")]
    [InlineData("0:0:0:0:0:0:0:1", "::1:5432")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3:5432")]
    [InlineData("not a host", "not a host:5432")]
    public void One_host_of_a_database_has_one_key(string host, string key) =>
        new TargetSettings { Kind = TargetKind.PostgreSql, Host = host, Port = 5432 }.HostKey.ShouldBe(key);

    [Theory]
    [InlineData("https://HOOKS.example.org/a", "hooks.example.org:443")]
    [InlineData("https://hooks.example.org.:443/b", "hooks.example.org:443")]
    [InlineData("https://[::1]:8443/", "::1:8443")]
    [InlineData("https://bücher.example/", "xn--bcher-kva.example:443")]
    [InlineData("nowhere", "nowhere")]
    public void One_host_of_a_receiver_has_one_key(string url, string key) =>
        new TargetSettings { Kind = TargetKind.Webhook, Url = url }.HostKey.ShouldBe(key);
}
