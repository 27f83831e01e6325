using FaceAuth.Database;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Schedules;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Rotation;

/// <summary>Two processes look for what is due and work on it, at the same time and on the same database.</summary>
public sealed class RotatingFromTwoProcesses
{
    private const int Entries = 200;
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task Each_entry_that_is_due_is_rotated_exactly_once(DatabaseKind kind)
    {
        await using var first = await TestSite.StartAsync(kind);
        await using var second = await first.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(first);
        var ids = new List<VaultEntryId>();
        for (var i = 0; i < Entries; i++)
        {
            ids.Add(await ada.AddAsync($"entry {i}", "first password"));
            (await first.Get<RotationPlans>().SaveAsync(
                ada.Session, ids[^1], 0,
                new RotationSettings { Target = new TargetSettings { Kind = TargetKind.VaultOnly }, Schedule = new RotationSchedule { EveryDays = 1 } }, Ct))
                .ShouldBeOfType<RotationPlanResult.Saved>();
        }
        await first.Get<RotationPlanning>().PlanAsync(Ct);
        first.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(10));
        await first.Get<RotationPlanning>().PlanAsync(Ct); // somebody looked: they are not spread out
        first.Clock.Advance(TimeSpan.FromMinutes(11));

        var opened = await Task.WhenAll(new[] { first, second }.Select(site => Task.Run(() => site.Get<RotationPlanning>().PlanAsync(Ct))));
        var worked = await Task.WhenAll(new[] { first, second }.Select(site => Task.Run(() => site.Get<RotationRunner>().RunDueAsync(Ct))));

        opened.Sum().ShouldBe(Entries);
        worked.Sum().ShouldBe(Entries);
        var (rotations, versions) = await first.Get<Db>().ReadAsync(
            async session => (
                await session.QueryAsync<string>("SELECT entry_id FROM rotations WHERE state = 'Promoted'"),
                await session.QueryAsync<string>("SELECT entry_id FROM vault_secrets WHERE field = 'Password' AND version = 2 AND candidate_of IS NULL")), Ct);
        rotations.Order().ShouldBe(ids.Select(id => id.ToString()).Order());
        versions.Order().ShouldBe(ids.Select(id => id.ToString()).Order());
        (await first.Get<Db>().ReadAsync(session => session.ScalarAsync<long>("SELECT MAX(version) FROM vault_secrets"), Ct)).ShouldBe(2);
    }
}
