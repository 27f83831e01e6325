using FaceAuth.Database;

namespace FaceAuth.Accounts.SignIn;

/// <summary>The table <c>sign_ins</c>.</summary>
public sealed class SignInStore : IAccountRows
{
    private const string Columns =
        "id, account_id, outcome, reason, method, device_id, held_until, disowned_at, low_liveness, sealed_origin, at";

    // The sign-in had its device remembered: it is the first with it. Where the device is still there it says so itself,
    // also when the first one's row is too old and was deleted.
    private const string MadeItsDevice =
        """
        NOT EXISTS (SELECT 1 FROM sign_ins before_it
                     WHERE before_it.account_id = sign_ins.account_id AND before_it.device_id = sign_ins.device_id
                       AND before_it.outcome = @Finished
                       AND (before_it.at < sign_ins.at OR (before_it.at = sign_ins.at AND before_it.id < sign_ins.id)))
        AND NOT EXISTS (SELECT 1 FROM devices WHERE devices.id = sign_ins.device_id AND devices.sign_in_id <> sign_ins.id)
        """;

    /// <summary>Adds a decision.</summary>
    public Task InsertAsync(DbSession tx, SignInRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO sign_ins (id, account_id, outcome, reason, method, device_id, held_until, low_liveness, sealed_origin, at)
            VALUES (@Id, @AccountId, @Outcome, @Reason, @Method, @DeviceId, @HeldUntil, @LowLiveness, @SealedOrigin, @At)
            """,
            row);

    /// <summary>One decision about an account, or null.</summary>
    public Task<SignInRow?> FindAsync(DbSession session, AccountId account, string id) =>
        session.FindAsync<SignInRow>(
            $"SELECT {Columns} FROM sign_ins WHERE id = @Id AND account_id = @Account",
            new { Id = id, Account = account.ToString() });

    /// <summary>The decision with this id, whosever it is; for ids that this program wrote down itself.</summary>
    public Task<SignInRow?> FindAsync(DbSession session, string id) =>
        session.FindAsync<SignInRow>($"SELECT {Columns} FROM sign_ins WHERE id = @Id", new { Id = id });

    /// <summary>Refused decisions about an account since an instant.</summary>
    public Task<long> CountRefusedAsync(DbSession session, AccountId account, long since) =>
        session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM sign_ins WHERE account_id = @Account AND at > @Since AND outcome = @Refused",
            new { Account = account.ToString(), Since = since, Refused = nameof(SignInOutcome.Refused) });

    /// <summary>
    /// Whether what a session does may still count: its sign-in is there and was not disowned, and the account was neither
    /// closed nor reset since. Asked under the account's lock by everything that a session adds or takes away: a request that
    /// was under way when its session ended must not go through after that.
    /// </summary>
    public async Task<bool> IsLiveAsync(DbSession tx, AccountId account, string id) =>
        await tx.ScalarAsync<long>(
            """
            SELECT COUNT(*) FROM sign_ins JOIN accounts ON accounts.id = sign_ins.account_id
             WHERE sign_ins.id = @Id AND sign_ins.account_id = @Account AND sign_ins.disowned_at IS NULL
               AND accounts.closed_at IS NULL AND (accounts.sessions_since IS NULL OR sign_ins.at >= accounts.sessions_since)
            """,
            new { Id = id, Account = account.ToString() }) == 1;

    /// <summary>
    /// The other finished sign-ins from the device that a sign-in had remembered. Read from the sign-ins, which outlive the
    /// device: whoever forgets it does not break the chain.
    /// </summary>
    public Task<IReadOnlyList<string>> ListFromDeviceOfAsync(DbSession session, AccountId account, string signInId) =>
        session.QueryAsync<string>(
            $"""
            SELECT later.id FROM sign_ins JOIN sign_ins later
                ON later.account_id = sign_ins.account_id AND later.device_id = sign_ins.device_id
             WHERE sign_ins.account_id = @Account AND sign_ins.id = @SignIn AND sign_ins.outcome = @Finished
               AND {MadeItsDevice} AND later.outcome = @Finished AND later.id <> @SignIn
            """,
            new { Account = account.ToString(), SignIn = signInId, Finished = nameof(SignInOutcome.Finished) });

    /// <summary>
    /// The finished sign-ins since an instant that the mailbox let in: a face or a recovery code with a mailed code, from a
    /// device that was not remembered before.
    /// </summary>
    public Task<IReadOnlyList<string>> ListProvenByMailSinceAsync(DbSession session, AccountId account, long since) =>
        session.QueryAsync<string>(
            $"""
            SELECT sign_ins.id FROM sign_ins
             WHERE sign_ins.account_id = @Account AND sign_ins.outcome = @Finished AND sign_ins.at >= @Since
               AND sign_ins.method IN (@Face, @Recovery) AND (sign_ins.device_id IS NULL OR {MadeItsDevice})
            """,
            new
            {
                Account = account.ToString(), Since = since, Finished = nameof(SignInOutcome.Finished), Face = nameof(SignInMethod.Face),
                Recovery = nameof(SignInMethod.Recovery),
            });

    /// <summary>The member says that it was not them; false where that was said before.</summary>
    public async Task<bool> DisownAsync(DbSession tx, AccountId account, string id, long now) =>
        await tx.ExecuteAsync(
            "UPDATE sign_ins SET disowned_at = @Now WHERE id = @Id AND account_id = @Account AND disowned_at IS NULL",
            new { Id = id, Account = account.ToString(), Now = now }) == 1;

    /// <summary>The hold of a sign-in is over; false where there was none.</summary>
    public async Task<bool> LiftHoldAsync(DbSession tx, AccountId account, string id) =>
        await tx.ExecuteAsync(
            "UPDATE sign_ins SET held_until = NULL WHERE id = @Id AND account_id = @Account AND held_until IS NOT NULL",
            new { Id = id, Account = account.ToString() }) == 1;

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM sign_ins WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Deletes decisions before an instant.</summary>
    public Task<int> DeleteBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM sign_ins WHERE at < @Instant", new { Instant = instant });

    /// <summary>The latest decisions of one outcome about an account, newest first.</summary>
    public Task<IReadOnlyList<SignInRow>> ListAsync(DbSession session, AccountId account, SignInOutcome outcome, int limit) =>
        session.QueryAsync<SignInRow>(
            $"SELECT {Columns} FROM sign_ins WHERE account_id = @Account AND outcome = @Outcome ORDER BY at DESC, id DESC LIMIT @Limit",
            new { Account = account.ToString(), Outcome = outcome.ToString(), Limit = limit });
}

/// <summary>One decision, as stored.</summary>
public sealed record SignInRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string Outcome { get; init; }

    /// <summary>A <see cref="RefusalReason"/> where it was refused.</summary>
    public string? Reason { get; init; }

    public string Method { get; init; } = nameof(SignInMethod.Face);
    public string? DeviceId { get; init; }
    public long? HeldUntil { get; init; }
    public long? DisownedAt { get; init; }
    public required bool LowLiveness { get; init; }
    public required byte[] SealedOrigin { get; init; }
    public required long At { get; init; }
}

/// <summary>How a recorded sign-in ended; stored by name.</summary>
public enum SignInOutcome
{
    /// <summary>Signed in.</summary>
    Finished,

    /// <summary>Refused.</summary>
    Refused,
}

/// <summary>Why a sign-in was refused; stored by name, told on a remembered device and by mail only.</summary>
public enum RefusalReason
{
    /// <summary>Not the account's face, or no such account.</summary>
    NoMatch,

    /// <summary>The picture was used before.</summary>
    Replayed,

    /// <summary>Not the code that was mailed.</summary>
    WrongCode,

    /// <summary>Too soon after several failures.</summary>
    Waiting,

    /// <summary>So many failures that this way is closed.</summary>
    WayClosed,

    /// <summary>The member said that a sign-in was not theirs; a recovery opens the account again.</summary>
    FaceClosed,

    /// <summary>The mailed codes of this hour are used up.</summary>
    NoCodesLeft,

    /// <summary>Not a recovery code of the account, or one that was used.</summary>
    WrongRecoveryCode,
}
