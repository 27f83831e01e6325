using FaceAuth.Faces.Replay.Measurement;
using FaceAuth.Tests.Faces.Embedded;

namespace FaceAuth.Tests.Faces.Replay;

/// <summary>
/// What the guard must reach on the labelled sets: a part of what <c>faces replay-guard</c> measures, so that it stays
/// short. The figures on all pictures are in docs/replay-guard.md.
/// </summary>
public sealed class ReplaysOnLabelledFaces
{
    private const int Shots = 200, Changed = 24;

    [FactIfLabelledFaces]
    public void Replays_are_caught_and_different_pictures_pass()
    {
        var bbt = TrialPictures.Read(LabelledFaces.Of("bbt_people.csv"));
        var lfw = TrialPictures.Read(LabelledFaces.Of("lfw_pairs.csv"));
        var used = lfw.Shots.Take(Shots).SelectMany(pair => new[] { pair.A, pair.B }).Distinct().ToList();
        var pictures = new TrialPictures(
            [.. bbt.Paths, .. used.Select(i => lfw.Paths[i])],
            [.. bbt.Shots, .. lfw.Shots.Take(Shots).Select(pair => (bbt.Paths.Count + used.IndexOf(pair.A), bbt.Paths.Count + used.IndexOf(pair.B)))]);
        var trial = new ReplayTrial(EmbeddedEngine.Shared.Models, pictures);
        trial.Run(Changed, _ => { }, CancellationToken.None);

        trial.Changed.ShouldBe(Changed);
        foreach (var tally in trial.Tallies)
        {
            tally.Compared.ShouldBeGreaterThanOrEqualTo(Changed - 1, tally.Name);
            // The far clips show mirrored faces beside the real one, and now and then another one is taken for the main one;
            // and of a picture of 150 pixels little is left there that could be seen to move.
            var leaningBack = tally.Name.StartsWith(CameraClip.LeaningBack);
            if (tally.Duty is PictureChange.Duty.Named && !leaningBack) tally.Rate.ShouldBeGreaterThanOrEqualTo(.99, tally.Name);
            else if (tally.Duty is PictureChange.Duty.Named or PictureChange.Duty.Combined) tally.Rate.ShouldBeGreaterThanOrEqualTo(.95, tally.Name);
            if (tally.Name == ReplayTrial.DifferentShots) tally.Rate.ShouldBeLessThanOrEqualTo(.005, string.Join(", ", trial.TakenForOne));
            if (tally.Name.EndsWith(CameraClip.Motion.AtADesk.Name)) tally.Rate.ShouldBeLessThanOrEqualTo(leaningBack ? .05 : .01, tally.Name);
        }
    }
}
