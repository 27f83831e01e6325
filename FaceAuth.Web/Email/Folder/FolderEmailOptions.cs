using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Email.Folder;

/// <summary>Where the folder sender writes; configuration section <c>Email:Folder</c>.</summary>
public sealed class FolderEmailOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Email:Folder";

    /// <summary>The folder of .eml files, relative to the data folder; made where it is missing.</summary>
    [Required]
    public string Path { get; set; } = "mail";
}
