using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace FaceAuth.Tests.Pages;

/// <summary>Reads the pages' text, so that a page no test renders yet cannot bring in what the policy refuses.</summary>
public sealed partial class PageSources
{
    [Fact]
    public void Contain_no_inline_script_or_style()
    {
        var pages = Directory.GetFiles(Path.Combine(WebProject(), "Pages"), "*.cshtml", SearchOption.AllDirectories);

        pages.Length.ShouldBeGreaterThan(5);
        pages.SelectMany(page => Inline().Matches(File.ReadAllText(page)).Select(m => $"{Path.GetFileName(page)}: {m.Value}"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Scripts_turn_no_string_into_markup_or_code()
    {
        var scripts = Directory.GetFiles(Path.Combine(WebProject(), "wwwroot", "js"), "*.js");

        scripts.Length.ShouldBeGreaterThan(3);
        scripts.SelectMany(script => Sinks().Matches(File.ReadAllText(script)).Select(m => $"{Path.GetFileName(script)}: {m.Value}"))
            .ShouldBeEmpty();
    }

    private static string WebProject([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "FaceAuth.Web"));

    [GeneratedRegex("""\sstyle=|<style|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|javascript:""")]
    private static partial Regex Inline();

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|setAttribute\('on|\.style\b")]
    private static partial Regex Sinks();
}
