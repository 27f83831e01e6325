using FaceAuth.Database;

namespace FaceAuth.Accounts;

/// <summary>The tables <c>photos</c> and <c>photo_deletions</c>.</summary>
public sealed class EnrolledPhotoStore
{
    /// <summary>All photos of an account, oldest first.</summary>
    public Task<IReadOnlyList<EnrolledPhoto>> ListAsync(DbSession session, AccountId account) =>
        session.QueryAsync<EnrolledPhoto>(
            """
            SELECT id, account_id, template_format, sealed_template, width, height, created_at, sign_in_id
              FROM photos WHERE account_id = @Account ORDER BY id
            """,
            new { Account = account.ToString() });

    /// <summary>Whether the account has this photo.</summary>
    public async Task<bool> ExistsAsync(DbSession session, AccountId account, string photoId) =>
        await session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM photos WHERE id = @Id AND account_id = @Account",
            new { Id = photoId, Account = account.ToString() }) == 1;

    /// <summary>How many photos the account has.</summary>
    public Task<long> CountAsync(DbSession session, AccountId account) =>
        session.ScalarAsync<long>("SELECT COUNT(*) FROM photos WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Adds a photo whose picture is stored already.</summary>
    public Task InsertAsync(DbSession tx, EnrolledPhoto photo) =>
        tx.ExecuteAsync(
            """
            INSERT INTO photos (id, account_id, template_format, sealed_template, width, height, created_at, sign_in_id)
            VALUES (@Id, @AccountId, @TemplateFormat, @SealedTemplate, @Width, @Height, @CreatedAt, @SignInId)
            """,
            photo);

    /// <summary>Takes a photo from the account and has its picture deleted; false where it was not there.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, AccountId account, string photoId, long now)
    {
        var mine = new { Id = photoId, Account = account.ToString() };
        if (await tx.ExecuteAsync("DELETE FROM photos WHERE id = @Id AND account_id = @Account", mine) == 0)
            return false;
        await InsertDeletionAsync(tx, account, photoId, now);
        return true;
    }

    /// <summary>Takes all photos from the account and has their pictures deleted; returns how many.</summary>
    public async Task<long> DeleteAllAsync(DbSession tx, AccountId account, long now)
    {
        await tx.ExecuteAsync(
            """
            INSERT INTO photo_deletions (photo_id, account_id, due_at)
            SELECT id, account_id, @Now FROM photos WHERE account_id = @Account
            """,
            new { Now = now, Account = account.ToString() });
        return await tx.ExecuteAsync("DELETE FROM photos WHERE account_id = @Account", new { Account = account.ToString() });
    }

    /// <summary>Has a picture deleted from <paramref name="dueAt"/> on, unless the row is removed before.</summary>
    public Task InsertDeletionAsync(DbSession tx, AccountId account, string photoId, long dueAt) =>
        tx.ExecuteAsync(
            "INSERT INTO photo_deletions (photo_id, account_id, due_at) VALUES (@Id, @Account, @DueAt)",
            new { Id = photoId, Account = account.ToString(), DueAt = dueAt });

    /// <summary>The picture stays; false where its deletion is due already, because then it may be gone.</summary>
    public async Task<bool> CancelDeletionAsync(DbSession tx, string photoId, long now) =>
        await tx.ExecuteAsync(
            "DELETE FROM photo_deletions WHERE photo_id = @Id AND due_at > @Now", new { Id = photoId, Now = now }) == 1;

    /// <summary>The picture is gone.</summary>
    public Task FinishDeletionAsync(DbSession tx, string photoId) =>
        tx.ExecuteAsync("DELETE FROM photo_deletions WHERE photo_id = @Id", new { Id = photoId });

    /// <summary>The picture could not be deleted; it is tried again from <paramref name="dueAt"/> on.</summary>
    public Task DelayDeletionAsync(DbSession tx, string photoId, long dueAt) =>
        tx.ExecuteAsync("UPDATE photo_deletions SET due_at = @DueAt WHERE photo_id = @Id", new { Id = photoId, DueAt = dueAt });

    /// <summary>Pictures whose time has come, at most <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<PhotoDeletion>> ListDueDeletionsAsync(DbSession session, long now, int limit) =>
        session.QueryAsync<PhotoDeletion>(
            "SELECT photo_id, account_id FROM photo_deletions WHERE due_at <= @Now ORDER BY due_at LIMIT @Limit",
            new { Now = now, Limit = limit });
}

/// <summary>A picture to be deleted from the photo store.</summary>
public sealed record PhotoDeletion
{
    public required string PhotoId { get; init; }
    public required string AccountId { get; init; }
}
