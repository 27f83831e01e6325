using FaceAuth.Rotation.Targets;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>The member's entries: accounts that change themselves, accounts that an administrator changes, pairs, and passwords for the vault alone.</summary>
internal static class DrillFixture
{
    public static async Task<IReadOnlyList<DrillEntry>> MakeAsync(DrillMember member, DrillServers servers, CancellationToken ct)
    {
        var entries = new List<DrillEntry>();
        await AddAsync(TargetKind.MySql, "maria_self", 6, null, alternates: false);
        var admin = await member.AddAsync("MariaDB's administrator", DrillServers.Administrator, DrillServers.AdministratorsPassword, ct);
        await AddAsync(TargetKind.MySql, "maria_admin", 4, admin, alternates: false);
        await AddAsync(TargetKind.MySql, "maria_pair", 3, admin, alternates: true);
        if (servers.PostgreSql is not null)
        {
            await AddAsync(TargetKind.PostgreSql, "postgres_self", 5, null, alternates: false);
            var root = await member.AddAsync(
                "PostgreSQL's administrator", Tests.Support.PostgreSqlServer.Administrator, Tests.Support.PostgreSqlServer.AdministratorsPassword, ct);
            await AddAsync(TargetKind.PostgreSql, "postgres_admin", 4, root, alternates: false);
        }
        await AddAsync(TargetKind.VaultOnly, "vault", 2, null, alternates: false);
        return entries;

        async Task AddAsync(TargetKind kind, string name, int count, Vault.VaultEntryId? administrator, bool alternates)
        {
            for (var i = 1; i <= count; i++)
            {
                var (user, password) = ($"{name}_{i}", $"first password of {name} {i}");
                DrillLine? line = null;
                var target = new TargetSettings { Kind = kind };
                if (kind != TargetKind.VaultOnly)
                {
                    await servers.CreateAsync(kind, user, password);
                    if (alternates)
                        await servers.CreateAsync(kind, $"{user}_b", $"{password} b");
                    line = new DrillLine(servers.PortOf(kind));
                    await member.AllowAsync(line.Port, ct);
                    target = target with
                    {
                        Host = "127.0.0.1", Port = line.Port, Tls = false, UserName = user, AlternateUserName = alternates ? $"{user}_b" : "",
                        Administrator = administrator,
                    };
                }
                var id = await member.AddAsync(user, user, password, ct);
                await member.PlanAsync(id, target, ct);
                entries.Add(new DrillEntry(id, user, target, user, line));
            }
        }
    }
}
