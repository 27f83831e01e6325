using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Photos;

/// <summary>Sealed photos as files; section <c>Photos:Files</c>.</summary>
public sealed class FilePhotoOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Photos:Files";

    /// <summary>The folder, relative to the data folder or absolute; made where it is missing.</summary>
    [Required(ErrorMessage = "Photos:Files:Folder must name the folder of the photos.")]
    public string Folder { get; set; } = "photos";
}
