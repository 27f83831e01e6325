namespace FaceAuth.Pages.Shared;

/// <summary>
/// A file input for photos of a face. Without JavaScript it is exactly that; with it, the camera is a second way into
/// the same input.
/// </summary>
/// <param name="Name">The form field's name, and the model state's key for its errors: <c>Input.Photos</c>.</param>
/// <param name="Label">What is asked for: "Your photo".</param>
/// <param name="Hint">One sentence on what makes a good photo.</param>
/// <param name="Multiple">Whether several photos are wanted; each one taken or chosen is then added to the others.</param>
/// <param name="Camera">Whether the camera is offered.</param>
/// <param name="Frames">How many frames the camera takes for one photo, 300 ms apart; all are sent under
/// <paramref name="Name"/>. A chosen file is always one.</param>
/// <param name="MaxFiles">The most photos that can be added when <paramref name="Multiple"/>.</param>
/// <param name="MaxBytes">The server's limit for one file, told before anything is sent.</param>
/// <param name="Required">Whether the browser refuses to send the form without a photo.</param>
public sealed record FacePhotoField(
    string Name,
    string Label,
    string Hint,
    bool Multiple,
    bool Camera,
    int Frames = 1,
    int MaxFiles = 5,
    long MaxBytes = 10 * 1024 * 1024,
    bool Required = true)
{
    /// <summary>The name in a form that HTML ids allow everywhere.</summary>
    internal string Id => Name.Replace('.', '_').Replace('[', '_').Replace(']', '_');
}
