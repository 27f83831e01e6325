using System.Net;
using System.Net.Sockets;
using FaceAuth.Rotation.Targets;

namespace FaceAuth.Tests.Rotation.Targets;

public sealed class TargetNetworkAddresses
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory]
    [InlineData("93.184.215.14")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.3.4")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("2001:db8::1")]
    [InlineData("fd00::1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::1")]
    public async Task Public_and_private_addresses_of_listed_hosts_are_fine(string address) =>
        (await ResolveAsync("db.example.org", address)).EndPoint.ShouldBe(new IPEndPoint(IPAddress.Parse(address), 5432));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("168.63.129.16")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:0:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b:1::169.254.169.254")]
    [InlineData("64:ff9b:1:a9fe:a9:fe00::")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2001:0:a9fe:a9fe::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:5601:5601")]
    public async Task Addresses_of_the_machine_its_link_and_its_cloud_are_refused(string address)
    {
        (await RefusedAsync("db.example.org", address)).ShouldBe(new TargetFault(TargetFaultKind.NotAllowed, "ADDRESS"));
        (await RefusedAsync("db.example.org", "10.0.0.1", address)).Kind.ShouldBe(TargetFaultKind.NotAllowed, "one of several is enough");
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("0.0.0.0")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::127.0.0.1")]
    public async Task They_are_refused_also_where_the_list_names_them(string host) =>
        (await RefusedAsync(host)).Kind.ShouldBe(TargetFaultKind.NotAllowed);

    [Theory]
    [InlineData("localhost", "127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "::1", "::1")]
    [InlineData("127.0.0.1", "unused", "127.0.0.1")]
    [InlineData("::1", "unused", "::1")]
    [InlineData("::ffff:127.0.0.1", "unused", "127.0.0.1")]
    public async Task This_machine_is_reached_where_the_list_names_it(string host, string answer, string address)
    {
        var network = new TargetNetwork(
            (name, port, _) => Task.FromResult<AllowedTarget?>(new AllowedTarget { Host = name, Port = port }),
            (_, _) => Task.FromResult(new[] { IPAddress.Parse(answer) }));

        (await network.ResolveAsync(host, 5432, Ct)).EndPoint.Address.ShouldBe(IPAddress.Parse(address));
    }

    [Fact]
    public async Task A_pattern_does_not_name_this_machine()
    {
        var network = new TargetNetwork(
            (_, port, _) => Task.FromResult<AllowedTarget?>(new AllowedTarget { Host = "*.example.org", Port = port }),
            (_, _) => Task.FromResult(new[] { IPAddress.Loopback }));

        (await Should.ThrowAsync<TargetRefusedException>(() => network.ResolveAsync("localhost", 1, Ct))).Fault.Kind.ShouldBe(TargetFaultKind.NotAllowed);
    }

    [Theory]
    [InlineData("10.0.0.1", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.128.0.1", true)]
    [InlineData("fd00::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("2002:a00:1::1", false)]
    [InlineData("93.184.215.14", true)]
    [InlineData("2001:db8::1", true)]
    public async Task A_pattern_leads_to_public_addresses_only(string address, bool reached)
    {
        var network = new TargetNetwork(
            (_, port, _) => Task.FromResult<AllowedTarget?>(new AllowedTarget { Host = "*.example.org", Port = port }),
            (_, _) => Task.FromResult(new[] { IPAddress.Parse("93.184.215.14"), IPAddress.Parse(address) }));

        if (reached)
            (await network.ResolveAsync("db.example.org", 1, Ct)).Host.ShouldBe("db.example.org");
        else
            (await Should.ThrowAsync<TargetRefusedException>(() => network.ResolveAsync("db.example.org", 1, Ct))).Fault.ShouldBe(new TargetFault(TargetFaultKind.NotAllowed, "ADDRESS"));
    }

    [Fact]
    public async Task What_is_not_on_the_list_is_not_even_looked_up()
    {
        var network = new TargetNetwork((_, _, _) => Task.FromResult<AllowedTarget?>(null), (_, _) => throw new InvalidOperationException("looked up"));

        foreach (var host in new[] { "db.example.org", "10.0.0.1", "", "not a host", "2130706433", "a,b" })
            (await Should.ThrowAsync<TargetRefusedException>(() => network.ResolveAsync(host, 5432, Ct))).Fault.Kind.ShouldBe(TargetFaultKind.NotAllowed);
    }

    [Fact]
    public async Task A_name_that_is_not_known_is_not_resolved()
    {
        (await RefusedAsync("db.example.org", [])).Kind.ShouldBe(TargetFaultKind.NotResolved);
        var network = new TargetNetwork(
            (name, port, _) => Task.FromResult<AllowedTarget?>(new AllowedTarget { Host = name, Port = port }),
            (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        (await Should.ThrowAsync<TargetRefusedException>(() => network.ResolveAsync("db.example.org", 1, Ct))).Fault.Kind.ShouldBe(TargetFaultKind.NotResolved);
    }

    [Fact]
    public async Task A_look_up_that_does_not_end_ends_with_the_token()
    {
        var network = new TargetNetwork(
            (name, port, _) => Task.FromResult<AllowedTarget?>(new AllowedTarget { Host = name, Port = port }),
            (_, _) => new TaskCompletionSource<IPAddress[]>().Task);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Should.ThrowAsync<OperationCanceledException>(() => network.ResolveAsync("db.example.org", 1, soon.Token).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Of_several_addresses_the_first_of_ipv4_is_taken()
    {
        (await ResolveAsync("db.example.org", "2001:db8::1", "10.0.0.2", "10.0.0.1")).EndPoint.Address.ShouldBe(IPAddress.Parse("10.0.0.2"));
        (await ResolveAsync("db.example.org", "::ffff:10.0.0.2", "10.0.0.1")).EndPoint.Address.ShouldBe(IPAddress.Parse("10.0.0.2"));
    }

    private static async Task<TargetFault> RefusedAsync(string host, params string[] addresses) =>
        (await Should.ThrowAsync<TargetRefusedException>(() => ResolveAsync(host, addresses))).Fault;

    private static Task<TargetAddress> ResolveAsync(string host, params string[] addresses) =>
        new TargetNetwork(
            (name, port, _) => Task.FromResult<AllowedTarget?>(new AllowedTarget { Host = name, Port = port }),
            (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray())).ResolveAsync(host, 5432, Ct);
}
