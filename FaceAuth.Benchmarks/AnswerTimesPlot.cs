using System.Globalization;
using System.Text;

namespace FaceAuth.Benchmarks;

/// <summary>
/// Draws the empirical distributions of the answer times as an SVG: the share of answers that were there after so many
/// milliseconds. The colours are the site's, each line has dashes of its own, and both follow the reader's light or dark.
/// </summary>
internal static class AnswerTimesPlot
{
    private const int Width = 800, Height = 470, Left = 64, Right = 24, Top = 64, Bottom = 64;

    /// <summary>The whole picture.</summary>
    public static string Draw(IReadOnlyList<AnswerKind> kinds)
    {
        var all = kinds.SelectMany(kind => kind.ToFirstByte).ToList();
        // The slowest few in a thousand waited for something else than the site, and would squeeze the rest to a line.
        double from = Math.Floor(all.Min() * 2) / 2, to = Math.Ceiling(AnswerTimesReport.At(all, .99) * 2) / 2;
        if (to - from < 1)
            to = from + 1;
        int beyond = all.Count(time => time > to);

        var svg = new StringBuilder();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="title about">""");
        Line("""<title id="title">How long a refusal takes</title>""");
        Line($"""<desc id="about">The share of answers whose first byte was there after so many milliseconds, one line for each of: {string.Join(", ", kinds.Select(kind => kind.Name))}. The lines lie on one another where the time tells nothing.</desc>""");
        Line("""
            <style>
              .surface { fill: #ffffff; } .ink { fill: #17211d; } .soft { fill: #4c5b54; } .grid { stroke: #dae2dd; } .axis { stroke: #7a8a82; }
              text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; } .title { font-size: 17px; font-weight: 600; }
              .line { fill: none; stroke-width: 2; }
              .k0 { stroke: #0b6350; } .k1 { stroke: #a0241b; stroke-dasharray: 10 5; } .k2 { stroke: #1d5583; stroke-dasharray: 2 4; } .k3 { stroke: #744600; stroke-dasharray: 12 4 2 4; }
              @media (prefers-color-scheme: dark) {
                .surface { fill: #18211d; } .ink { fill: #e8eeeb; } .soft { fill: #a9b8b1; } .grid { stroke: #2b3832; } .axis { stroke: #6f8179; }
                .k0 { stroke: #7cd8be; } .k1 { stroke: #ffa499; } .k2 { stroke: #9cc8ee; } .k3 { stroke: #f0c674; }
              }
            </style>
            """);
        Line($"""<rect class="surface" width="{Width}" height="{Height}" rx="10" />""");
        Line($"""<text class="ink title" x="{Left}" y="30">Share of refusals answered after so many milliseconds</text>""");

        for (int share = 0; share <= 100; share += 25)
        {
            var y = Y(share / 100.0);
            Line($"""<path class="grid" d="M{Left} {y}H{Width - Right}" />""");
            Line($"""<text class="soft" x="{Left - 10}" y="{y}" dy=".35em" text-anchor="end">{share} %</text>""");
        }
        double step = Step(to - from);
        for (double time = Math.Ceiling(from / step) * step; time <= to + 1e-9; time += step)
        {
            Line($"""<path class="axis" d="M{X(time)} {Height - Bottom}v6" />""");
            Line($"""<text class="soft" x="{X(time)}" y="{Height - Bottom + 24}" text-anchor="middle">{Number(time)}</text>""");
        }
        Line($"""<path class="axis" d="M{Left} {Height - Bottom}H{Width - Right}" />""");
        var note = beyond == 0 ? "" : $"; {beyond} of {all.Count} came later";
        Line($"""<text class="soft" x="{Left}" y="{Height - 16}">milliseconds from the last byte sent to the first byte back{note}</text>""");

        for (int kind = 0; kind < kinds.Count; kind++)
        {
            Line($"""<path class="line k{kind}" d="{Steps(kinds[kind].ToFirstByte)}" />""");
            int x = Left + kind * 180;
            Line($"""<path class="line k{kind}" d="M{x} 48h28" /><text class="ink" x="{x + 36}" y="48" dy=".35em">{kinds[kind].Name}</text>""");
        }
        Line("</svg>");
        return svg.ToString();

        void Line(string text) => svg.Append(text.ReplaceLineEndings("\n")).Append('\n');

        string X(double time) => Number(Math.Round(Left + (time - from) / (to - from) * (Width - Left - Right), 1));

        string Y(double share) => Number(Math.Round(Height - Bottom - share * (Height - Top - Bottom), 1));

        // A step up at each time; those that fall on the same tenth of a unit are drawn as one.
        string Steps(IEnumerable<double> times)
        {
            var sorted = times.Order().ToList();
            var path = new StringBuilder($"M{X(from)} {Y(0)}");
            for (int index = 0; index < sorted.Count && sorted[index] <= to; index++)
            {
                if (index + 1 == sorted.Count || X(sorted[index + 1]) != X(sorted[index]))
                    path.Append(CultureInfo.InvariantCulture, $"H{X(sorted[index])}V{Y((index + 1.0) / sorted.Count)}");
            }
            return path.Append($"H{X(to)}").ToString();
        }
    }

    /// <summary>A round distance that puts five to ten marks on the axis.</summary>
    private static double Step(double width)
    {
        double step = Math.Pow(10, Math.Floor(Math.Log10(width)));
        return width / step >= 5 ? step : width / step >= 2.5 ? step / 2 : step / 5;
    }

    private static string Number(double value) => AnswerTimesReport.Number(value, "0.###");
}
