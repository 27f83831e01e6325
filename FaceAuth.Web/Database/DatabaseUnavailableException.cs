namespace FaceAuth.Database;

/// <summary>
/// The database cannot do its work now: the file is missing, read-only or on a full disk, or the server does not answer.
/// The message names what and which configuration key, in words for an operator, and holds no secret. Whether a commit
/// that ended so took place is not known.
/// </summary>
public sealed class DatabaseUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
