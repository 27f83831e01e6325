using FaceAuth.Keys;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>
/// The state machine of a rotation: plan, candidate stored sealed, target told, tried by signing in, promoted. Each step is written
/// down before the next one begins, so that whoever comes after a crash goes on from there and no password is ever
/// lost that the target may have. docs/rotation.md draws it, and names for each step what a crash there leaves behind.
/// </summary>
internal sealed partial class Rotator(
    RotationWorks works, UnattendedVaults vaults, RotationCandidates candidates, RotationRecovery recovery, RotationTargets targets,
    RotationPromotion promotion, RotationEnds ends, IOptions<TargetLimits> limits, IOptions<RotationOptions> options, TimeProvider clock,
    ILogger<Rotator> log)
{
    /// <summary>Works on a rotation as far as it goes now. What fails is written down and tried again; nothing is thrown.</summary>
    /// <param name="lease">The rotation, taken.</param>
    /// <param name="stop">The program ends, or the lease is lost. Heard until the target is touched, and not after.</param>
    public async Task RunAsync(RotationLease lease, CancellationToken stop)
    {
        using var own = new CancellationTokenSource(options.Value.WorkLimit, clock);
        var touched = lease.State is not (RotationState.Planned or RotationState.Stored);
        try
        {
            using var vault = await vaults.OpenAsync(lease.Account, stop);
            if (vault is null || await works.OpenAsync(lease, vault, stop) is not { } work)
            {
                await ends.EntryGoneAsync(lease, touched);
                return;
            }
            if (!touched && work.Opened.Row.DeletedAt is not null)
            {
                await ends.CancelAsync(lease); // in the bin: nothing is begun there, and what was begun is ended
                return;
            }
            // Tried before a crash, perhaps days ago: it is asked for again before it counts.
            if (lease.State == RotationState.Tried && !await lease.StepAsync(RotationState.Applied, own.Token))
                return;
            while (await StepAsync(work, stop, own.Token))
                Log.Reached(log, lease.Row.Id, lease.Row.State);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await ends.ReleaseAsync(lease);
        }
        catch (SealBrokenException fault)
        {
            Log.Broken(log, lease.Row.Id, fault);
            await ends.FailAsync(lease, lease.State, new TargetFault(TargetFaultKind.EntryBroken));
        }
        catch (CredentialMissingException)
        {
            await ends.FailAsync(lease, lease.State, new TargetFault(TargetFaultKind.CredentialMissing));
        }
        catch (Exception fault)
        {
            Log.Failed(log, lease.Row.Id, lease.Row.State, fault);
            await ends.FailAsync(lease, lease.State, new TargetFault(TargetFaultKind.FailedHere));
        }
    }

    // True where another step follows at once.
    private async Task<bool> StepAsync(RotationWork work, CancellationToken stop, CancellationToken own)
    {
        var ct = work.IsTouched ? own : stop;
        switch (work.Lease.State)
        {
            case RotationState.Planned:
                return await candidates.MakeAsync(work, ct);
            case RotationState.Stored or RotationState.Applying or RotationState.Applied when work.Target.Kind == TargetKind.VaultOnly:
                return await CountAsync(work, ct);
            case RotationState.Stored:
                var current = work.Alternates || work.Administrator is not null
                    ? null
                    : await work.Vault.FindPasswordAsync(work.Entry, work.Opened.Card.Password, ct);
                return await ApplyAsync(work, current is null ? null : new SecretText(current), stop, own);
            case RotationState.Applying:
                return await RecoverAsync(work, stop, own);
            case RotationState.Applied:
                return await TryAsync(work, own);
            case RotationState.Tried:
                return await promotion.PromoteAsync(work, own);
            default:
                return false;
        }
    }

    // Whoever uses it reads it from here: what is stored is what counts, and there is nothing to ask. But it has to open.
    private async Task<bool> CountAsync(RotationWork work, CancellationToken ct)
    {
        if (work.Lease.Row.Candidate == 0)
            return await work.Lease.StepAsync(RotationState.Planned, ct);
        if (work.Made != work.Lease.Row.Candidate
            && await work.Vault.FindPasswordAsync(work.Entry, checked((int)work.Lease.Row.Candidate), ct) is null)
            throw new SealBrokenException("The candidate is gone.");
        return await promotion.PromoteAsync(work, ct);
    }

    private async Task<bool> ApplyAsync(RotationWork work, SecretText? accepted, CancellationToken stop, CancellationToken own)
    {
        var version = checked((int)work.Lease.Row.Candidate);
        if (await work.Vault.FindPasswordAsync(work.Entry, version, own) is not { } candidate)
            throw new SealBrokenException("The candidate is gone.");
        if (work.Target.Kind != TargetKind.Webhook && work.Administrator is null && accepted is null)
            throw new CredentialMissingException();
        var before = work.Lease.State;
        var change = new TargetChange(
            work.Target, work.Lease.Row.Id, version, new TargetCredential(work.UserName, new SecretText(candidate)),
            work.Target.Kind == TargetKind.Webhook ? null : work.Administrator ?? new TargetCredential(work.UserName, accepted!), work.SigningKey);

        var result = await targets.Of(work).ApplyAsync(
            change,
            async token => !stop.IsCancellationRequested
                && await work.Lease.StepAsync(RotationState.Applying, token)
                && work.Lease.Outlasts(limits.Value),
            own);
        switch (result)
        {
            case ApplyResult.Applied:
                return await work.Lease.StepAsync(RotationState.Applied, own);
            case ApplyResult.NotApplied(var fault):
                // Refused by the target's rules: the next attempt makes another one, and this one is kept all the same. Not let in with
                // what the vault calls current: the next attempt asks which one it is.
                var next = fault.Kind switch
                {
                    TargetFaultKind.PasswordRefused => RotationState.Planned,
                    TargetFaultKind.Denied or TargetFaultKind.Locked when work.Administrator is null => RotationState.Applying,
                    _ => before,
                };
                await ends.FailAsync(work.Lease, next, fault);
                return false;
            case ApplyResult.Unknown(var fault):
                await ends.FailAsync(work.Lease, RotationState.Applying, fault);
                return false;
            default:
                stop.ThrowIfCancellationRequested();
                // The lease is lost, and this is not written; or its rest is too short, after a pause of this machine.
                await ends.FailAsync(work.Lease, work.Lease.State, new TargetFault(TargetFaultKind.FailedHere));
                return false;
        }
    }

    private async Task<bool> TryAsync(RotationWork work, CancellationToken own)
    {
        switch (await recovery.AskForAsync(work, checked((int)work.Lease.Row.Candidate), own))
        {
            case TargetAnswer.Accepts:
                return await work.Lease.StepAsync(RotationState.Tried, own);
            case TargetAnswer.AcceptsAnything:
                await ends.FailAsync(work.Lease, RotationState.Applied, new TargetFault(TargetFaultKind.AcceptsAnything));
                return false;
            case TargetAnswer.Unclear(var fault):
                await ends.FailAsync(work.Lease, RotationState.Applied, fault);
                return false;
            default:
                // It said that it did it, and does not take it: the next round asks for every one that is kept.
                await ends.FailAsync(work.Lease, RotationState.Applying, new TargetFault(TargetFaultKind.Denied));
                return false;
        }
    }

    private async Task<bool> RecoverAsync(RotationWork work, CancellationToken stop, CancellationToken own)
    {
        switch (await recovery.AskAsync(work, own))
        {
            case TargetAnswer.Accepts { MayCount: true, Version: var version }:
                return await work.Lease.StepAsync(RotationState.Tried, work.Lease.Row with { Candidate = version, Slot = work.Slot }, null, own);
            case TargetAnswer.Accepts { Password: var accepted }:
                // The same candidate again: a statement of ours that is still under way sets what is kept.
                return await ApplyAgainAsync(work, accepted, stop, own);
            case TargetAnswer.AcceptsNone when work.Alternates:
                return await ApplyAgainAsync(work, null, stop, own);
            case TargetAnswer.AcceptsNone(var askedAll):
                await ends.FailAsync(work.Lease, RotationState.Applying, new TargetFault(TargetFaultKind.NoneAccepted), again: !askedAll);
                return false;
            case TargetAnswer.AcceptsAnything:
                await ends.FailAsync(work.Lease, RotationState.Applying, new TargetFault(TargetFaultKind.AcceptsAnything));
                return false;
            case TargetAnswer.Unclear(var fault):
                await ends.FailAsync(work.Lease, RotationState.Applying, fault);
                return false;
            default:
                return false;
        }
    }

    private async Task<bool> ApplyAgainAsync(RotationWork work, SecretText? accepted, CancellationToken stop, CancellationToken own)
    {
        try
        {
            if (work.Lease.Row.Candidate > 0)
                return await ApplyAsync(work, accepted, stop, own);
        }
        catch (SealBrokenException fault)
        {
            Log.Broken(log, work.Lease.Row.Id, fault); // the candidate was altered: nobody can get at it any more, and another one is made
        }
        return await work.Lease.StepAsync(RotationState.Planned, own);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Rotation {Rotation} reached {State}.")]
        public static partial void Reached(ILogger logger, string rotation, string state);

        [LoggerMessage(2, LogLevel.Error, "Rotation {Rotation}: its entry, plan or a password of it does not open.")]
        public static partial void Broken(ILogger logger, string rotation, Exception fault);

        [LoggerMessage(3, LogLevel.Error, "Rotation {Rotation} failed in state {State}; it is tried again.")]
        public static partial void Failed(ILogger logger, string rotation, string state, Exception fault);
    }
}
