using FaceAuth.Accounts;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Faces;
using Microsoft.Extensions.Options;

namespace FaceAuth.Vault.Reveals;

/// <summary>
/// A fresh face gives one grant for one thing to be shown, bound to the session, good for a minute, used once. The guards and
/// counters are those of the sign-in.
/// </summary>
public sealed class RevealGrants(
    Db db, LiveSessions live, RevealGrantStore store, FaceConfirmation confirmation, RecoveryStepUp stepUp,
    EngineOutage outage, RevealRefusals refusals, IOptions<SignInOptions> signInOptions, IOptions<VaultOptions> options, TimeProvider clock)
{
    /// <summary>Judges a photo of the owner's face.</summary>
    /// <param name="member">Who, in which session.</param>
    /// <param name="target">What is to be shown; the caller has found it in the vault.</param>
    /// <param name="frames">One file, or the camera's frames.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<RevealGrantResult> ProveAsync(
        VaultSession member, RevealTarget target, IReadOnlyList<PhotoUpload> frames, CancellationToken ct)
    {
        switch (await confirmation.ConfirmAsync(member.Account, member.SignInId, member.DeviceId, frames, member.Origin, strict: true, ct))
        {
            case ConfirmResult.Confirmed:
                return await GrantAsync(member, target, RevealProof.Face, ct);
            case ConfirmResult.CodeSent { PendingId: var pending } sent:
                // The code finishes a sign-in of its own; its session finds the grant, and needs no second photo.
                await AddAsync(member, New(member, target, RevealProof.Face) with
                {
                    SessionId = null,
                    WaitsFor = pending,
                    ExpiresAt = (clock.GetUtcNow() + signInOptions.Value.CodeLifetime).ToUnixTimeMilliseconds(),
                }, ct);
                return new RevealGrantResult.NotConfirmed(sent);
            case var notConfirmed:
                // Waits and closed ways are anybody's to cause as often as they like, and are counted where they began.
                if (notConfirmed is ConfirmResult.Refused { Reason: not (RefusalReason.Waiting or RefusalReason.WayClosed) and var reason })
                    await refusals.NoteAsync(member, target, reason, ct);
                return new RevealGrantResult.NotConfirmed(notConfirmed);
        }
    }

    /// <summary>
    /// A recovery code in the place of the face, on a remembered device and only while the face engine is down.
    /// </summary>
    public async Task<RevealGrantResult> ProveByCodeAsync(VaultSession member, RevealTarget target, RecoveryCode code, CancellationToken ct)
    {
        if (!await MayUseCodeAsync(member, ct))
            return new RevealGrantResult.EngineAnswers();
        var result = await stepUp.ProveAsync(member.Account, member.SignInId, member.DeviceId, code, member.Origin, ct);
        if (result is RecoveryStepUpResult.Proven)
            return await GrantAsync(member, target, RevealProof.RecoveryCode, ct);
        await refusals.NoteAsync(
            member, target, result is RecoveryStepUpResult.Wait ? RefusalReason.Waiting : RefusalReason.WrongRecoveryCode, ct);
        return new RevealGrantResult.NotProven(result);
    }

    /// <summary>Whether a recovery code would do now.</summary>
    public async Task<bool> MayUseCodeAsync(VaultSession member, CancellationToken ct) => member.DeviceId is not null && await outage.IsDownAsync(ct);

    /// <summary>
    /// The grant for a target that waited for the sign-in which this session came from; null where none did. Good for a
    /// minute from now.
    /// </summary>
    public async Task<string?> ClaimAsync(VaultSession member, RevealTarget target, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await db.ReadAsync(session => store.FindWaitingAsync(session, member, now.ToUnixTimeMilliseconds()), ct) is not { } waiting
            || RevealTarget.Of(waiting) != target)
            return null;
        var until = (now + Lifetime(target)).ToUnixTimeMilliseconds();
        return await db.WriteAsync(async tx =>
            await live.LockAsync(tx, member) && await store.TryClaimAsync(tx, member, waiting.Id, now.ToUnixTimeMilliseconds(), until), ct)
            ? waiting.Id
            : null;
    }

    /// <summary>What a grant of this session allows, used or not; null where the session has no such one.</summary>
    public async Task<RevealGrant?> FindAsync(VaultSession member, string id, CancellationToken ct) =>
        await db.ReadAsync(session => store.FindAsync(session, member, id), ct) is { } row
            ? new RevealGrant(
                row.Id, RevealTarget.Of(row), DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt),
                row.UsedAt is null && row.ExpiresAt > clock.GetUtcNow().ToUnixTimeMilliseconds())
            : null;

    /// <summary>Deletes grants that nobody can use any more; those of the last hour stay, so that their pages can say so.</summary>
    public Task<int> PurgeAsync(CancellationToken ct) =>
        db.WriteAsync(tx => store.DeleteExpiredAsync(tx, clock.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds()), ct);

    private async Task<RevealGrantResult> GrantAsync(VaultSession member, RevealTarget target, RevealProof proof, CancellationToken ct)
    {
        var row = New(member, target, proof);
        return await AddAsync(member, row, ct) ? new RevealGrantResult.Granted(row.Id) : new RevealGrantResult.SessionOver();
    }

    private RevealGrantRow New(VaultSession member, RevealTarget target, RevealProof proof)
    {
        var now = clock.GetUtcNow();
        return new RevealGrantRow
        {
            Id = Guid.CreateVersion7().ToString(),
            AccountId = member.Account.ToString(),
            SessionId = member.SessionId,
            EntryId = target.Entry?.ToString(),
            Field = target.FieldName,
            Version = target.Version,
            Proof = proof.ToString(),
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = (now + Lifetime(target)).ToUnixTimeMilliseconds(),
        };
    }

    private Task<bool> AddAsync(VaultSession member, RevealGrantRow row, CancellationToken ct) =>
        db.WriteAsync(async tx =>
        {
            if (!await live.LockAsync(tx, member))
                return false;
            await store.InsertAsync(tx, row);
            return true;
        }, ct);

    private TimeSpan Lifetime(RevealTarget target) => target.Entry is null ? options.Value.ExportGrantLifetime : options.Value.GrantLifetime;
}

/// <summary>A grant as its session may see it.</summary>
/// <param name="Id">Its id; of no use in another session.</param>
/// <param name="Target">What it allows.</param>
/// <param name="ExpiresAt">Until when.</param>
/// <param name="IsOpen">It is not used up and not over.</param>
public sealed record RevealGrant(string Id, RevealTarget Target, DateTimeOffset ExpiresAt, bool IsOpen);

/// <summary>How asking for a grant ended.</summary>
public abstract record RevealGrantResult
{
    private RevealGrantResult() { }

    /// <summary>It is the owner.</summary>
    public sealed record Granted(string Id) : RevealGrantResult;

    /// <summary>The face was not confirmed (any result but <see cref="ConfirmResult.Confirmed"/>).</summary>
    public sealed record NotConfirmed(ConfirmResult Result) : RevealGrantResult;

    /// <summary>The recovery code was not one (any result but <see cref="RecoveryStepUpResult.Proven"/>).</summary>
    public sealed record NotProven(RecoveryStepUpResult Result) : RevealGrantResult;

    /// <summary>No recovery code in the place of a face: the engine answers, or the device is not remembered.</summary>
    public sealed record EngineAnswers : RevealGrantResult;

    /// <summary>The session ended meanwhile.</summary>
    public sealed record SessionOver : RevealGrantResult;
}
