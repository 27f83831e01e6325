namespace FaceAuth.Email;

/// <summary>The id of a message in the outbox, a version 7 UUID; also the left side of its Message-ID.</summary>
public readonly record struct OutboxId(Guid Value)
{
    /// <summary>A new id, which carries the time of <paramref name="now"/>.</summary>
    public static OutboxId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>36 lower-case characters, as stored.</summary>
    public override string ToString() => Value.ToString("D");

    /// <summary>Reads the stored form.</summary>
    public static OutboxId Parse(string text) => new(Guid.ParseExact(text, "D"));
}
