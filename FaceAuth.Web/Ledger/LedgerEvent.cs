namespace FaceAuth.Ledger;

/// <summary>Something that is put on the ledger.</summary>
/// <param name="Kind">One of <see cref="LedgerKinds"/>.</param>
/// <param name="Account">Whose: the account's id, or <c>""</c> for the installation.</param>
/// <param name="Actor">Who did it: an account's id, <see cref="LedgerActors.CommandLine"/>, or <c>""</c> for the program itself or nobody known.</param>
/// <param name="Subject">What it was done to: an id; <c>""</c> where there is none. Stored as it is: never anything personal.</param>
/// <param name="Details">What is personal (network, device, names), in this order; sealed under the account's key and erased with
/// the account.</param>
public sealed record LedgerEvent(
    string Kind, string Account, string Actor, string Subject = "", IReadOnlyList<(string Name, string Value)>? Details = null);

/// <summary>Actors that are no account.</summary>
public static class LedgerActors
{
    /// <summary>Somebody with a shell on the machine.</summary>
    public const string CommandLine = "command line";
}

/// <summary>An event that is sealed and ready for <see cref="LedgerWriter.AppendAsync"/>.</summary>
public sealed record SealedLedgerEvent
{
    internal SealedLedgerEvent() { }

    /// <summary>The row's own id; the sealed details are bound to it, because the row's number is known only when it is appended.</summary>
    public string Id { get; internal init; } = "";

    internal long At { get; init; }

    internal string Kind { get; init; } = "";

    internal string Account { get; init; } = "";

    internal string Actor { get; init; } = "";

    internal string Subject { get; init; } = "";

    internal byte[] DetailsHash { get; init; } = [];

    internal byte[]? SealedDetails { get; init; }

    /// <summary>The same about a subject that got its id only after it was sealed.</summary>
    public SealedLedgerEvent About(string subject) => this with { Subject = subject };

    /// <summary>The same once more, about another subject; for events without details, which are sealed for one row.</summary>
    public SealedLedgerEvent Again(string subject) => SealedDetails is null
        ? this with { Id = Guid.CreateVersion7().ToString(), Subject = subject }
        : throw new InvalidOperationException("Details are sealed for one row.");
}
