namespace FaceAuth.Benchmarks.Drill;

/// <summary>What is done in which order: every kind of act in each deck, shuffled by the seed.</summary>
internal static class DrillOrders
{
    /// <summary>So many of a deck's acts kill.</summary>
    public const int KillsInADeck = 52;

    public static IReadOnlyList<DrillOrder> Deck(DrillDice dice)
    {
        var deck = new List<DrillOrder>();
        DrillStep[] steps =
        [
            DrillStep.Planned, DrillStep.Stored, DrillStep.BeforeStatement, DrillStep.Answered, DrillStep.Applied, DrillStep.ControlTried,
            DrillStep.CandidateTried, DrillStep.Tried, DrillStep.Promoted,
        ];
        foreach (var step in steps)
            deck.AddRange(Enumerable.Repeat(new DrillOrder(DrillAct.DieAt, step, default), 4));
        deck.AddRange(Enumerable.Repeat(new DrillOrder(DrillAct.DieInStatement, DrillStep.InStatement, DrillCut.Half), 2));
        deck.AddRange(Enumerable.Repeat(new DrillOrder(DrillAct.DieInStatement, DrillStep.InStatement, DrillCut.All), 4));
        deck.AddRange(Enumerable.Repeat(new DrillOrder(DrillAct.DieAnywhere, default, default), 10));
        foreach (var cut in Enum.GetValues<DrillCut>())
            deck.AddRange(Enumerable.Repeat(new DrillOrder(DrillAct.CutLine, DrillStep.InStatement, cut), 2));
        deck.AddRange(Enumerable.Repeat(new DrillOrder(DrillAct.Sleep, DrillStep.BeforeStatement, default), 2));
        var shuffled = deck.ToArray();
        dice.Shuffle(shuffled);
        // Who sleeps is waited for: they begin early.
        return [.. shuffled.OrderBy(order => order.Act != DrillAct.Sleep)];
    }
}
