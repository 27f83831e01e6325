using System.Net;
using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Jobs;
using FaceAuth.Ledger;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Pages.Admin;

/// <summary>The pages of jobs, allowed targets and rotations: for administrators, and not there for anybody else.</summary>
public sealed class AdministeringOverHttp : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly string[] Pages = ["/admin/jobs", "/admin/jobs/outbox/pause", "/admin/targets", "/admin/targets/new", "/admin/rotations"];
    private HttpSite _site = null!;
    private HttpVisitor _admin = null!;
    private Account _account = null!;

    public async Task InitializeAsync()
    {
        _site = await HttpSite.StartAsync();
        _account = await _site.AddMemberAsync("admin@example.org");
        await _site.Get<Db>().WriteAsync(tx => tx.ExecuteAsync("UPDATE accounts SET is_admin = 1"), Ct);
        _admin = new HttpVisitor(_site);
        await _admin.BeginAsync(_account, byMailOnly: false);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task The_pages_are_not_there_for_a_member()
    {
        var member = new HttpVisitor(_site);
        await member.BeginAsync(await _site.AddMemberAsync("ada@example.org"), byMailOnly: false);
        var account = await member.GetAsync("/account");
        foreach (var path in Pages)
        {
            (await member.AskAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            (await _admin.AskAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
            account.ShouldNotContain(path);
        }
        foreach (var path in new[] { "/admin/jobs?handler=Run", "/admin/jobs?handler=Resume", "/admin/jobs/outbox/pause", "/admin/targets/new", $"/admin/targets/{Guid.CreateVersion7()}/remove" })
            (await member.PostAsync(path, account, ("job", "outbox"), ("Host", "db.example.org"), ("Port", "3306"))).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        (await _site.CountAsync("job_runs WHERE paused_at IS NOT NULL")).ShouldBe(0);
        (await _site.CountAsync("allowed_targets")).ShouldBe(0);
    }

    [Fact]
    public async Task The_account_page_leads_an_administrator_to_them()
    {
        var page = await _admin.GetAsync("/account");
        foreach (var path in new[] { "/admin/jobs", "/admin/targets", "/admin/rotations", "/admin/people", "/admin/ledger" })
            page.ShouldContain($"href=\"{path}\"");
    }

    [Fact]
    public async Task Every_job_is_listed_and_one_is_paused_and_resumed()
    {
        var page = await _admin.GetAsync("/admin/jobs");
        foreach (var job in _site.Get<IEnumerable<JobSchedule>>())
            page.ShouldContain($"<code>{job.Name}</code>");
        page.ShouldContain("UTC");

        page = await _admin.GetAsync("/admin/jobs/disowned-reveals/pause");
        page.ShouldContain("Passwords that a stranger saw are not put on rotation.");
        page.ShouldContain("safety depends on this job");
        (await _admin.PostAsync("/admin/jobs/disowned-reveals/pause", page)).Headers.Location!.ToString().ShouldBe("/admin/jobs");

        page = await _admin.GetAsync("/admin/jobs");
        page.ShouldContain("is paused on all instances");
        page.ShouldContain("by admin@example.org");
        (await _admin.PostAsync("/admin/jobs?handler=Resume", page, ("job", "disowned-reveals"))).Headers.Location!.ToString().ShouldBe("/admin/jobs");
        (await _admin.GetAsync("/admin/jobs")).ShouldContain("runs on its schedule again");
        (await _site.CountAsync($"ledger WHERE kind IN ('{LedgerKinds.JobPaused}', '{LedgerKinds.JobResumed}') AND actor_id = '{_account.Id}' AND subject_id = 'disowned-reveals'")).ShouldBe(2);
    }

    [Fact]
    public async Task A_job_is_run_by_hand_and_one_that_is_not_there_is_not()
    {
        var page = await _admin.GetAsync("/admin/jobs");
        (await _admin.PostAsync("/admin/jobs?handler=Run", page, ("job", "ledger-prune"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _admin.GetAsync("/admin/jobs")).ShouldContain("runs as soon as an instance is free");
        (await _site.CountAsync($"ledger WHERE kind = '{LedgerKinds.JobRunByHand}'")).ShouldBe(1);
        foreach (var path in new[] { "/admin/jobs?handler=Run", "/admin/jobs?handler=Resume" })
            (await _admin.PostAsync(path, page, ("job", "nothing"))).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        (await _admin.AskAsync("/admin/jobs/nothing/pause")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _admin.PostAsync("/admin/jobs/nothing/pause", page)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_session_on_hold_pauses_nothing_and_allows_no_target()
    {
        var held = new HttpVisitor(_site);
        await held.BeginAsync(_account, byMailOnly: true);
        var page = await held.GetAsync("/admin/jobs");
        foreach (var path in new[] { "/admin/jobs/outbox/pause", "/admin/targets/new" })
        {
            (await held.AskAsync(path)).Headers.Location!.ToString().ShouldContain("/account/hold", Case.Sensitive, path);
            (await held.PostAsync(path, page, ("Host", "db.example.org"), ("Port", "3306"))).Headers.Location!.ToString().ShouldContain("/account/hold", Case.Sensitive, path);
        }
        (await _site.CountAsync("allowed_targets")).ShouldBe(0);
        (await _site.CountAsync("job_runs WHERE paused_at IS NOT NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task A_target_is_allowed_and_taken_off_again()
    {
        var page = await _admin.GetAsync("/admin/targets/new");
        page.ShouldContain("Without TLS");
        foreach (var (host, port) in new[] { ("https://db.example.org/x", "3306"), ("", "3306"), ("db.example.org", "0"), ("db.example.org", "x"), ("<script>", "1") })
        {
            var wrong = await _admin.PostAsync("/admin/targets/new", page, ("Host", host), ("Port", port), ("PlainText", "false"));
            wrong.StatusCode.ShouldBe(HttpStatusCode.OK, host);
            (await wrong.Content.ReadAsStringAsync()).ShouldNotContain("<script>\"");
        }
        (await _admin.PostAsync("/admin/targets/new", page, ("Host", "DB.example.org"), ("Port", "3306"), ("PlainText", "true"))).Headers.Location!.ToString().ShouldBe("/admin/targets");
        (await (await _admin.PostAsync("/admin/targets/new", page, ("Host", "db.example.org"), ("Port", "3306"))).Content.ReadAsStringAsync()).ShouldContain("are on the list");

        page = await _admin.GetAsync("/admin/targets");
        page.ShouldContain("db.example.org");
        page.ShouldContain("Also without TLS");
        (await _admin.GetAsync("/admin/ledger")).ShouldContain("target: db.example.org 3306, plain text: allowed");
        var id = (await _site.Get<AllowedTargets>().ListAsync(Ct)).ShouldHaveSingleItem().Id;
        page = await _admin.GetAsync($"/admin/targets/{id}/remove");
        (await _admin.PostAsync($"/admin/targets/{id}/remove", page)).Headers.Location!.ToString().ShouldBe("/admin/targets");
        (await _admin.PostAsync($"/admin/targets/{id}/remove", page)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _admin.GetAsync("/admin/targets")).ShouldContain("Nothing is allowed yet");
    }

    [Fact]
    public async Task A_rotation_that_needs_its_member_is_listed_without_entry_and_host()
    {
        (await _admin.GetAsync("/admin/rotations")).ShouldContain("There is none.");
        var ada = await _site.AddMemberAsync("ada@example.org");
        var row = new RotationRow
        {
            Id = RotationId.New().ToString(), AccountId = ada.Id, EntryId = Guid.CreateVersion7().ToString(), Kind = nameof(TargetKind.MySql), HostKey = "host-key",
            Cause = nameof(RotationCause.Schedule), State = nameof(RotationState.Attention), DueAt = 1, CreatedAt = 1,
        };
        await _site.Get<Db>().WriteAsync(async tx =>
        {
            await _site.Get<RotationStore>().TryInsertAsync(tx, row);
            await tx.ExecuteAsync("UPDATE rotations SET fault = 'NotAllowed', attempts = 10");
        }, Ct);

        var page = await _admin.GetAsync("/admin/rotations");

        page.ShouldContain("ada@example.org");
        page.ShouldContain("MySQL or MariaDB account");
        page.ShouldContain("not on the list of allowed targets");
        page.ShouldContain("href=\"/admin/targets\"");
        page.ShouldNotContain(row.EntryId);
        page.ShouldNotContain("host-key");
    }
}
