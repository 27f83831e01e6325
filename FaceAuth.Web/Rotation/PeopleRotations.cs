using FaceAuth.Accounts;
using FaceAuth.Accounts.People;
using FaceAuth.Database;

namespace FaceAuth.Rotation;

/// <summary>The rotations that need a person, for administrators: whose and why, never which entry or where.</summary>
public sealed class PeopleRotations(Db db, RotationStore rotations, PeopleStore people)
{
    /// <summary>How many are listed.</summary>
    public const int Listed = 100;

    /// <summary>The oldest first.</summary>
    public Task<IReadOnlyList<RotationOfMember>> ListInAttentionAsync(CancellationToken ct) =>
        db.ReadAsync<IReadOnlyList<RotationOfMember>>(async session =>
        {
            var rows = await rotations.ListInAttentionAsync(session, null, Listed);
            var addresses = await people.FindAddressesAsync(session, [.. rows.Select(row => row.AccountId).Distinct()]);
            var found = new List<RotationOfMember>(rows.Count);
            foreach (var row in rows)
            {
                if (RotationTimelines.Of(row) is not { } rotation)
                    continue;
                var steps = await rotations.ListStepsAsync(session, AccountId.Parse(row.AccountId), row.Id);
                var since = steps.LastOrDefault(step => step.Step == nameof(RotationState.Attention))?.At ?? row.CreatedAt;
                found.Add(new RotationOfMember(
                    addresses.GetValueOrDefault(row.AccountId, row.AccountId), DateTimeOffset.FromUnixTimeMilliseconds(since), rotation));
            }
            return found;
        }, ct);
}

/// <summary>A rotation that needs its member.</summary>
/// <param name="Member">Their address.</param>
/// <param name="Since">When it stopped.</param>
/// <param name="Rotation">How far it is.</param>
public sealed record RotationOfMember(string Member, DateTimeOffset Since, RotationSummary Rotation);
