namespace FaceAuth.Vault.Transfer;

/// <summary>The CSV of Chrome, Edge, Brave and their kin: name,url,username,password and, since 2022, note.</summary>
internal sealed class ChromeCsv : CsvLayout
{
    public override ImportFormat Format => ImportFormat.ChromeCsv;

    public override bool Fits(IReadOnlyList<string> columns) => new[] { "name", "url", "username", "password" }.All(columns.Contains);

    public override CsvReading Begin(IReadOnlyList<string> columns) => new(columns, ["name", "url", "username", "password", "note"], (row, draft, _) =>
    {
        draft.Name = row["name"];
        draft.Site = row["url"];
        draft.UserName = row["username"];
        draft.Password = row["password"];
        draft.Notes = row["note"];
    });
}
