namespace FaceAuth.Accounts.Sessions.Drafts;

/// <summary>
/// A page whose form survives the end of the session. Three things and nothing more: this attribute on the page model,
/// <c>data-draft</c> on the form, and <c>asp-for</c> on its fields (what was typed comes back as the model state's values,
/// which tag helpers prefer to the model's). Codes, files and names that begin with "__" are never kept.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KeepsDraftAttribute : Attribute;
