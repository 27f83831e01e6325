using FaceAuth.Database;

namespace FaceAuth.Accounts.SignIn;

/// <summary>The table <c>form_answers</c>.</summary>
public sealed class FormAnswerStore
{
    /// <summary>Begins deciding a form; false where it was begun before.</summary>
    public Task<bool> TryBeginAsync(DbSession tx, string formHash, long now) =>
        tx.TryInsertAsync(
            "INSERT INTO form_answers (form_hash, created_at) VALUES (@FormHash, @Now)", new { FormHash = formHash, Now = now });

    /// <summary>The form, or null.</summary>
    public Task<FormAnswerRow?> FindAsync(DbSession session, string formHash) =>
        session.FindAsync<FormAnswerRow>(
            "SELECT answer, reference, created_at FROM form_answers WHERE form_hash = @FormHash", new { FormHash = formHash });

    /// <summary>Notes the answer.</summary>
    public Task SetAsync(DbSession tx, string formHash, string answer, string? reference) =>
        tx.ExecuteAsync(
            "UPDATE form_answers SET answer = @Answer, reference = @Reference WHERE form_hash = @FormHash",
            new { FormHash = formHash, Answer = answer, Reference = reference });

    /// <summary>Nothing was decided: the form may be sent again. With a time, only where it was begun before that.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, string formHash, long begunBefore = long.MaxValue) =>
        await tx.ExecuteAsync(
            "DELETE FROM form_answers WHERE form_hash = @FormHash AND answer IS NULL AND created_at < @BegunBefore",
            new { FormHash = formHash, BegunBefore = begunBefore }) == 1;

    /// <summary>Deletes what is older than any form that could come twice.</summary>
    public Task<int> DeleteBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM form_answers WHERE created_at < @Instant", new { Instant = instant });
}

/// <summary>A form that was sent.</summary>
public sealed record FormAnswerRow
{
    /// <summary>Null while it is being decided.</summary>
    public string? Answer { get; init; }

    public string? Reference { get; init; }
    public required long CreatedAt { get; init; }
}
