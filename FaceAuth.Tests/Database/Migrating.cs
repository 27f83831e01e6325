using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaceAuth.Tests.Database;

public sealed class Migrating
{
    private static readonly Migration First = new(1, "V001_First", "CREATE TABLE IF NOT EXISTS a (id BIGINT NOT NULL PRIMARY KEY); CREATE INDEX IF NOT EXISTS a_by_id ON a (id);");
    private static readonly Migration Second = new(2, "V002_Second", "ALTER TABLE a ADD COLUMN b BIGINT NULL; CREATE TABLE IF NOT EXISTS c (id BIGINT NOT NULL PRIMARY KEY);");

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_empty_database_gets_all_tables_and_stays_empty(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        (await database.Migrator().IsEmptyAsync(CancellationToken.None)).ShouldBeTrue();

        (await database.Migrator().MigrateAsync(CancellationToken.None)).ShouldBe(Migration.BuiltIn.Select(m => m.Name));

        (await database.Migrator().IsEmptyAsync(CancellationToken.None)).ShouldBeTrue();
        (await database.Migrator().MigrateAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_row_in_any_table_makes_it_not_empty_but_the_schedulers_do_not(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await database.Db.ReadAsync(s => s.ExecuteAsync("CREATE TABLE QRTZ_LOCKS (name VARCHAR(40))"), CancellationToken.None);
        await database.Db.ReadAsync(s => s.ExecuteAsync("INSERT INTO QRTZ_LOCKS (name) VALUES ('x')"), CancellationToken.None);
        (await database.Migrator().IsEmptyAsync(CancellationToken.None)).ShouldBeTrue();

        await database.Db.ReadAsync(s => s.ExecuteAsync("INSERT INTO deletions (id, email_hash, photos, deleted_at) VALUES ('a', 'h', 1, 1)"), CancellationToken.None);

        (await database.Migrator().IsEmptyAsync(CancellationToken.None)).ShouldBeFalse();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task After_a_crash_behind_any_statement_the_next_start_goes_on_from_there(DatabaseKind kind)
    {
        var statements = Migration.BuiltIn.SelectMany(m => SqlText.Statements(m.Text)).ToList();
        foreach (var done in new[] { 1, 2, statements.Count / 2, statements.Count - 1, statements.Count })
        {
            await using var database = await TestDatabase.CreateEmptyAsync(kind);
            foreach (var statement in statements.Take(done))
                await database.Db.ReadAsync(s => s.ExecuteAsync(s.Dialect.Adapt(statement)), CancellationToken.None);

            await database.Migrator().MigrateAsync(CancellationToken.None);

            (await database.Migrator().MigrateAsync(CancellationToken.None)).ShouldBeEmpty();
            await database.Db.ReadAsync(s => s.QueryAsync<long>("SELECT COUNT(*) FROM outbox"), CancellationToken.None);
        }
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_step_that_fails_half_way_is_not_recorded_and_goes_on_when_it_is_mended(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        var broken = Second with { Text = "ALTER TABLE a ADD COLUMN b BIGINT NULL; CREATE TABLE nonsense (;" };

        await Should.ThrowAsync<System.Data.Common.DbException>(() => Run(database, First, new Migration(2, broken.Name, broken.Text)));

        (await Run(database, First, Second)).ShouldBe([Second.Name]);
        await database.Db.ReadAsync(s => s.QueryAsync<long>("SELECT b FROM a"), CancellationToken.None);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_many_starters_each_step_is_run_by_one(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(
            () => database.Migrator(new Db(database.Open())).MigrateAsync(CancellationToken.None))));

        applied.SelectMany(names => names).ShouldBe(Migration.BuiltIn.Select(m => m.Name));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_step_that_was_changed_after_it_was_run_is_refused_by_name(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await Run(database, First);

        var fault = await Should.ThrowAsync<MigrationRefusedException>(
            () => Run(database, new Migration(1, First.Name, First.Text.Replace("BIGINT", "VARCHAR(9)", StringComparison.Ordinal)), Second));

        fault.Message.ShouldContain("V001_First");
        (await Run(database, First)).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_version_before_runs_on_the_schema_after(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await Run(database, First, Second);

        (await Run(database, First)).ShouldBeEmpty();
    }

    // A rolling deployment has the version before serve on the schema after. These are the statements of the program that
    // came with V001, word for word; nothing here is changed when the program is.
    [Theory, OnSqlite, OnMariaDb]
    public async Task What_the_program_of_V001_writes_and_reads_goes_through_the_newest_schema(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var (id, now) = (Guid.CreateVersion7().ToString(), 1_790_000_000_000L);
        var sealedBytes = new byte[] { 1, 2, 3 };
        var account = new OldAccount { Id = id, Email = "ada@example.org", Name = "Ada", IsAdmin = true, CreatedAt = now };
        var photo = new OldPhoto { Id = id, AccountId = id, TemplateFormat = "f1", SealedTemplate = sealedBytes, Width = 640, Height = 480, CreatedAt = now };
        var signIn = new OldSignIn { Id = id, AccountId = id, Outcome = "Finished", LowLiveness = true, SealedOrigin = sealedBytes, At = now };
        var registration = new OldRegistration
        {
            AccountId = id, Email = "ada@example.org", Name = "Ada", NoticeVersion = "1", AcceptedAt = now, BrowserHash = "b", SealedOrigin = sealedBytes,
            LinkHash = "l", CodeHash = "c", CodeExpiresAt = now + 1, CodeTriesLeft = 5, CodesSent = 1, LastSentAt = now, CreatedAt = now, ExpiresAt = now + 1,
        };

        await database.Db.WriteAsync(async tx =>
        {
            (await tx.TryInsertAsync(
                """
                INSERT INTO accounts (id, email, name, is_admin, created_at)
                VALUES (@Id, @Email, @Name, @IsAdmin, @CreatedAt)
                """, account)).ShouldBeTrue();
            await tx.ExecuteAsync(
                """
                INSERT INTO sessions (id_hash, account_id, sealed_ticket, created_at, expires_at)
                VALUES (@IdHash, @AccountId, @SealedTicket, @CreatedAt, @ExpiresAt)
                """, new { IdHash = "h", AccountId = id, SealedTicket = sealedBytes, CreatedAt = now, ExpiresAt = now + 1 });
            await tx.ExecuteAsync(
                """
                INSERT INTO sign_ins (id, account_id, outcome, low_liveness, sealed_origin, at)
                VALUES (@Id, @AccountId, @Outcome, @LowLiveness, @SealedOrigin, @At)
                """, signIn);
            await tx.ExecuteAsync(
                """
                INSERT INTO photos (id, account_id, template_format, sealed_template, width, height, created_at)
                VALUES (@Id, @AccountId, @TemplateFormat, @SealedTemplate, @Width, @Height, @CreatedAt)
                """, photo);
            await tx.ExecuteAsync(
                $"""
                INSERT INTO registrations ({OldRegistration.Columns})
                VALUES (@AccountId, @Email, @Name, @NoticeVersion, @AcceptedAt, @BrowserHash, @SealedOrigin, @LinkHash, @CodeHash,
                        @CodeExpiresAt, @CodeTriesLeft, @CodesSent, @LastSentAt, @CreatedAt, @ExpiresAt)
                """, registration);
        }, CancellationToken.None);

        await database.Db.ReadAsync(async session =>
        {
            (await session.FindAsync<OldAccount>("SELECT id, email, name, is_admin, created_at FROM accounts WHERE email = @Email", new { account.Email }))
                .ShouldBe(account);
            (await session.ScalarAsync<byte[]>(
                "SELECT sealed_ticket FROM sessions WHERE id_hash = @IdHash AND expires_at > @Now", new { IdHash = "h", Now = now })).ShouldBe(sealedBytes);
            (await session.QueryAsync<OldSignIn>(
                """
                SELECT id, account_id, outcome, low_liveness, sealed_origin, at
                  FROM sign_ins WHERE account_id = @Account ORDER BY at DESC, id DESC LIMIT @Limit
                """, new { Account = id, Limit = 20 })).ShouldHaveSingleItem().ShouldBeEquivalentTo(signIn);
            (await session.QueryAsync<OldPhoto>(
                """
                SELECT id, account_id, template_format, sealed_template, width, height, created_at
                  FROM photos WHERE account_id = @Account ORDER BY id
                """, new { Account = id })).ShouldHaveSingleItem().ShouldBeEquivalentTo(photo);
            (await session.FindAsync<OldRegistration>(
                $"SELECT {OldRegistration.Columns} FROM registrations WHERE browser_hash = @Hash AND expires_at > @Now", new { Hash = "b", Now = now }))
                .ShouldBeEquivalentTo(registration);
            return 0;
        }, CancellationToken.None);
    }

    [Fact]
    public void Line_ends_of_a_checkout_do_not_change_a_checksum() =>
        new Migration(1, "a", "x\r\ny\r\n").Checksum.ShouldBe(new Migration(1, "a", "x\ny\n").Checksum);

    [Fact]
    public void The_steps_built_in_are_numbered_without_a_gap() =>
        Migration.BuiltIn.Select(m => m.Version).ShouldBe(Enumerable.Range(1, Migration.BuiltIn.Count).Select(i => (long)i));

    [Fact]
    public void MySql_is_not_asked_for_what_it_does_not_know()
    {
        var dialect = new MySqlDialect(new MySqlOptions { ConnectionString = "Server=localhost" });

        dialect.Adapt("create unique  index if not exists i ON t (c)").ShouldBe("create unique  index i ON t (c)");
        dialect.Adapt("CREATE TABLE IF NOT EXISTS t (c BIGINT)").ShouldBe("CREATE TABLE IF NOT EXISTS t (c BIGINT)");
    }

    private static Task<IReadOnlyList<string>> Run(TestDatabase database, params Migration[] migrations) =>
        new Migrator(database.Db, TimeSpan.FromSeconds(30), TimeProvider.System, NullLogger<Migrator>.Instance, migrations)
            .MigrateAsync(CancellationToken.None);

    private sealed record OldAccount
    {
        public required string Id { get; init; }
        public required string Email { get; init; }
        public required string Name { get; init; }
        public required bool IsAdmin { get; init; }
        public required long CreatedAt { get; init; }
    }

    private sealed record OldSignIn
    {
        public required string Id { get; init; }
        public required string AccountId { get; init; }
        public required string Outcome { get; init; }
        public required bool LowLiveness { get; init; }
        public required byte[] SealedOrigin { get; init; }
        public required long At { get; init; }
    }

    private sealed record OldPhoto
    {
        public required string Id { get; init; }
        public required string AccountId { get; init; }
        public required string TemplateFormat { get; init; }
        public required byte[] SealedTemplate { get; init; }
        public required long Width { get; init; }
        public required long Height { get; init; }
        public required long CreatedAt { get; init; }
    }

    private sealed record OldRegistration
    {
        public const string Columns =
            """
            account_id, email, name, notice_version, accepted_at, browser_hash, sealed_origin, link_hash, code_hash,
            code_expires_at, code_tries_left, codes_sent, last_sent_at, created_at, expires_at
            """;

        public required string AccountId { get; init; }
        public required string Email { get; init; }
        public required string Name { get; init; }
        public required string NoticeVersion { get; init; }
        public required long AcceptedAt { get; init; }
        public required string BrowserHash { get; init; }
        public required byte[] SealedOrigin { get; init; }
        public required string? LinkHash { get; init; }
        public required string? CodeHash { get; init; }
        public required long? CodeExpiresAt { get; init; }
        public required long CodeTriesLeft { get; init; }
        public required long CodesSent { get; init; }
        public required long? LastSentAt { get; init; }
        public required long CreatedAt { get; init; }
        public required long ExpiresAt { get; init; }
    }
}
