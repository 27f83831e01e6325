using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace FaceAuth.Tests.Rotation.Targets;

public sealed class AllowedTargetsList
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly AccountId Admin = AccountId.New();

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_host_is_added_once_listed_and_removed_and_the_ledger_says_so(DatabaseKind kind)
    {
        await using var site = await StartAsync(kind);
        var list = site.Get<AllowedTargets>();

        var added = (await list.AddAsync(Admin, " DB.Example.org. ", 3306, plainText: false, Ct)).ShouldBeOfType<AllowTargetResult.Added>().Target;
        (await list.AddAsync(Admin, "db.example.org", 3306, plainText: true, Ct)).ShouldBeOfType<AllowTargetResult.AlreadyThere>();
        (await list.AddAsync(Admin, "*.example.org", 3306, plainText: true, Ct)).ShouldBeOfType<AllowTargetResult.Added>();

        (await list.ListAsync(Ct)).Select(line => (line.Host, line.Port, line.PlainTextAllowed))
            .ShouldBe([("*.example.org", 3306, true), ("db.example.org", 3306, false)]);
        added.AddedBy.ShouldBe(Admin.ToString());
        (await list.RemoveAsync(Admin, added.Id, Ct)).ShouldBeOfType<DisallowTargetResult.Removed>().Target.Host.ShouldBe("db.example.org");
        (await list.RemoveAsync(Admin, added.Id, Ct)).ShouldBeOfType<DisallowTargetResult.NotThere>();
        (await site.LedgerAsync(LedgerKinds.TargetAllowed)).ShouldBe(2);
        (await site.LedgerAsync(LedgerKinds.TargetDisallowed, added.Id)).ShouldBe(1);
        var rows = await site.Get<LedgerBook>().ListAsync(new LedgerFilter { Kind = LedgerKinds.TargetDisallowed }, null, Ct);
        rows.Lines.ShouldHaveSingleItem().Find("target").ShouldBe("db.example.org 3306");
    }

    [Fact]
    public async Task The_name_itself_counts_before_a_pattern_and_the_longer_pattern_before_the_shorter()
    {
        await using var site = await StartAsync(DatabaseKind.Sqlite);
        var list = site.Get<AllowedTargets>();
        foreach (var (host, plain) in new[] { ("*.example.org", false), ("*.lab.example.org", true), ("db.lab.example.org", false) })
            await list.AddAsync(Admin, host, 5432, plain, Ct);

        async Task<string?> LineAsync(string host, int port = 5432) => (await list.FindAsync(host, port, Ct))?.Host;
        (await LineAsync("db.lab.example.org")).ShouldBe("db.lab.example.org");
        (await LineAsync("other.lab.example.org")).ShouldBe("*.lab.example.org");
        (await LineAsync("a.b.example.org")).ShouldBe("*.example.org");
        (await LineAsync("example.org")).ShouldBeNull();
        (await LineAsync("notexample.org")).ShouldBeNull();
        (await LineAsync("example.org.evil.net")).ShouldBeNull();
        (await LineAsync("db.lab.example.org", 5433)).ShouldBeNull();
        (await Should.ThrowAsync<TargetRefusedException>(() => site.Get<TargetNetwork>().ResolveAsync("127.0.0.1", 5432, Ct))).Fault.Kind.ShouldBe(TargetFaultKind.NotAllowed);
    }

    [Theory]
    [InlineData("db.example.org", "db.example.org")]
    [InlineData("DB", "db")]
    [InlineData("my_db.internal.", "my_db.internal")]
    [InlineData("Bücher.example", "xn--bcher-kva.example")]
    [InlineData("*.Bücher.example", "*.xn--bcher-kva.example")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("[2001:DB8::1]", "2001:db8::1")]
    [InlineData("2001:db8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    public void Hosts_have_one_form(string text, string host)
    {
        TargetHost.TryParsePattern(text, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(host);
        TargetHost.TryParsePattern(parsed, out var again).ShouldBeTrue();
        again.ShouldBe(host);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.org")]
    [InlineData("*.10.0.0.1")]
    [InlineData("*.*.example.org")]
    [InlineData("db.*.org")]
    [InlineData("-a.example.org")]
    [InlineData("a..b")]
    [InlineData("a b.example.org")]
    [InlineData("db.example.org:3306")]
    [InlineData("https://db.example.org")]
    [InlineData("user@db.example.org")]
    [InlineData("db.example.org/x")]
    [InlineData("/var/run/postgresql")]
    [InlineData("a.example.org,b.example.org")]
    [InlineData("127.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("0177.0.0.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("a.256")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1")]
    [InlineData("::1]:80")]
    public void What_is_neither_name_nor_address_is_refused(string text) => TargetHost.TryParsePattern(text, out _).ShouldBeFalse();

    [Fact]
    public async Task Long_hosts_and_ports_that_are_none_are_refused()
    {
        await using var site = await StartAsync(DatabaseKind.Sqlite);
        var list = site.Get<AllowedTargets>();
        var label = new string('a', 60);

        (await list.AddAsync(Admin, string.Join('.', Enumerable.Repeat(label, 5)), 1, false, Ct)).ShouldBeOfType<AllowTargetResult.NotAHost>();
        (await list.AddAsync(Admin, new string('a', 64), 1, false, Ct)).ShouldBeOfType<AllowTargetResult.NotAHost>();
        foreach (var port in new[] { 0, -1, 65536 })
            (await list.AddAsync(Admin, "a.example.org", port, false, Ct)).ShouldBeOfType<AllowTargetResult.NotAPort>();
        (await list.AddAsync(Admin, "a.example.org", 65535, false, Ct)).ShouldBeOfType<AllowTargetResult.Added>();
        (await site.LedgerAsync(LedgerKinds.TargetAllowed)).ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_done()
    {
        await using var site = await StartAsync(DatabaseKind.Sqlite);
        var list = site.Get<AllowedTargets>();
        await site.Get<Db>().WriteAsync(tx => tx.ExecuteAsync("DELETE FROM ledger_head"), Ct);

        await Should.ThrowAsync<LedgerHeadMissingException>(() => list.AddAsync(Admin, "a.example.org", 1, false, Ct));

        (await list.ListAsync(Ct)).ShouldBeEmpty();
    }

    // The site itself may have them by now: once is enough.
    private static Task<TestSite> StartAsync(DatabaseKind kind) => TestSite.StartAsync(kind, services =>
    {
        if (services.All(service => service.ServiceType != typeof(AllowedTargets)))
            services.AddTargets(new ConfigurationBuilder().Build());
    });
}
