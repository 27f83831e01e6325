using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace FaceAuth.Pages.Shared;

/// <summary>What a message says about the matter; it chooses colour, icon and role.</summary>
public enum StatusKind
{
    /// <summary>Something to know.</summary>
    Info,

    /// <summary>What was asked for is done.</summary>
    Success,

    /// <summary>Done, but something wants attention.</summary>
    Warning,

    /// <summary>Not done.</summary>
    Error,
}

/// <summary>A message to the person, shown once at the top of the next page (or of this one, by the partial's model).</summary>
/// <param name="Kind">What it says about the matter.</param>
/// <param name="Words">What happened, what it means, what to do: one or two sentences of plain text.</param>
public sealed record StatusMessage(StatusKind Kind, string Words)
{
    private const string KindKey = "status.kind";
    private const string WordsKey = "status.words";

    /// <summary>The modifier of the <c>status</c> class.</summary>
    internal string CssClass => Kind switch
    {
        StatusKind.Success => "good",
        StatusKind.Warning => "caution",
        StatusKind.Error => "bad",
        _ => "news",
    };

    /// <summary>An error interrupts a screen reader, everything else waits for its turn.</summary>
    internal string Role => Kind is StatusKind.Error ? "alert" : "status";

    /// <summary>Takes the message left by the page before, if there is one.</summary>
    public static StatusMessage? TakeFrom(ITempDataDictionary tempData) =>
        tempData[WordsKey] is string words && tempData[KindKey] is int kind
            ? new StatusMessage((StatusKind)kind, words)
            : null;

    /// <summary>Leaves the message for the next page that is shown.</summary>
    public void LeaveIn(ITempDataDictionary tempData)
    {
        tempData[KindKey] = (int)Kind;
        tempData[WordsKey] = Words;
    }
}

/// <summary>Leaves a message for the page that a POST redirects to.</summary>
public static class StatusMessages
{
    /// <summary><c>TempData.Tell(StatusKind.Success, "The photo is gone.")</c>, then redirect.</summary>
    public static void Tell(this ITempDataDictionary tempData, StatusKind kind, string words) =>
        new StatusMessage(kind, words).LeaveIn(tempData);
}
