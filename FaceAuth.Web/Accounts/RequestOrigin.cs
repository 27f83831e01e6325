namespace FaceAuth.Accounts;

/// <summary>Where a request came from, as told to the member: sealed per account, never logged.</summary>
/// <param name="NetworkAddress">The client's IP address after trusted proxies.</param>
/// <param name="Device">The browser and system in words, made from the User-Agent header.</param>
public sealed record RequestOrigin(string NetworkAddress, string Device);
