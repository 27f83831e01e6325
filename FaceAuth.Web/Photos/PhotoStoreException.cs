namespace FaceAuth.Photos;

/// <summary>The photo store cannot do its work now; the message names it and its configuration key, for an operator.</summary>
public sealed class PhotoStoreException(string message, Exception inner) : Exception(message, inner);
