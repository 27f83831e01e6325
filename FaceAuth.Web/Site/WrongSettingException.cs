namespace FaceAuth.Site;

/// <summary>A setting that is read before there are options cannot work; the message begins with its key.</summary>
public sealed class WrongSettingException(string key, string words) : Exception($"{key}: {words}");
