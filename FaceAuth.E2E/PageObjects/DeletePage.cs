using Microsoft.Playwright;

namespace FaceAuth.E2E.PageObjects;

/// <summary>The end of an account.</summary>
public sealed class DeletePage(IPage page)
{
    public const string Path = "/account/delete";

    public ILocator Sure => page.GetByRole(AriaRole.Checkbox, new() { Name = "Yes, delete my account" });

    public ILocator Send => page.GetByRole(AriaRole.Button, new() { Name = "Delete my account" });
}
