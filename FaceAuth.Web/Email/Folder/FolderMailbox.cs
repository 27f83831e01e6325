using System.Text.RegularExpressions;

namespace FaceAuth.Email.Folder;

/// <summary>One message of the folder as a list shows it.</summary>
/// <param name="Id">Its file's name without the ending.</param>
/// <param name="Content">What it says.</param>
public sealed record MailboxMessage(string Id, ReadMessage Content);

/// <summary>Reads what the folder sender wrote, for the mailbox page.</summary>
public sealed partial class FolderMailbox(FolderEmailSender sender)
{
    /// <summary>The newest messages, newest first. Files that this program did not write are passed over.</summary>
    public async Task<IReadOnlyList<MailboxMessage>> NewestAsync(int most, CancellationToken ct)
    {
        if (!Directory.Exists(sender.Folder))
            return [];
        var ids = Directory.EnumerateFiles(sender.Folder, "*.eml")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(id => IdForm().IsMatch(id))
            .OrderDescending(StringComparer.Ordinal)
            .Take(most)
            .ToList();

        var messages = new List<MailboxMessage>(ids.Count);
        foreach (var id in ids)
        {
            if (await FindAsync(id, ct) is { } message)
                messages.Add(message);
        }
        return messages;
    }

    /// <summary>One message, or null where there is none of that id or its file cannot be read as a message.</summary>
    public async Task<MailboxMessage?> FindAsync(string id, CancellationToken ct)
    {
        // Only what NameOf of the sender makes: digits, letters a to f and dashes cannot leave the folder.
        if (!IdForm().IsMatch(id))
            return null;
        try
        {
            await using var file = File.OpenRead(Path.Combine(sender.Folder, $"{id}.eml"));
            if (file.Length > MimeReader.LongestMessage)
                return null;
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, ct);
            return new MailboxMessage(id, MimeReader.Read(bytes));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException
            or EndOfStreamException or FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A[0-9]{8}-[0-9]{6}-[0-9]{3}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z")]
    private static partial Regex IdForm();
}
