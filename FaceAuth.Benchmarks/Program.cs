using System.CommandLine;
using FaceAuth.Benchmarks;
using FaceAuth.Benchmarks.Drill;

if (args is [DrillWorker.Verb])
    return await DrillWorker.RunAsync();

var iterations = new Option<int>("--iterations")
{
    Description = "Rounds; each times every row once, and a row's figure is its median.",
    DefaultValueFactory = _ => 200,
};
var faceApi = new Option<bool>("--face-api") { Description = "Time face-api.js in Node on the same photos as well." };
var answerTimes = new Option<bool>("--answer-times")
{
    Description = "In the place of the engine, time how a running site refuses sign-ins, and tell whether the times tell why. Exit code 1 where they do.",
};
var sealing = new Option<bool>("--sealing") { Description = "In the place of the engine, time sealing and opening a secret under a key of its own, apart from the key service." };
var samples = new Option<int>("--samples") { Description = "Sign-ins of each kind.", DefaultValueFactory = _ => 1000 };
var seed = new Option<int?>("--seed") { Description = "Decides their order; 1 for the answers, else another one each time." };
var drill = new Option<bool>("--drill")
{
    Description = "In the place of the engine, rotate passwords at real servers while the processes that do it are killed. Exit code 1 where one was lost.",
};
var rotation = new Option<bool>("--rotation") { Description = "In the place of the engine, time two processes that rotate what is due in one MariaDB." };
var kills = new Option<int>("--kills") { Description = "How many processes are killed at least.", DefaultValueFactory = _ => 50 };
var vault = new Option<bool>("--vault") { Description = "In the place of the engine, time the list of a large vault over a SQLite file." };
var entries = new Option<int>("--entries") { Description = "Entries of that vault.", DefaultValueFactory = _ => 10_000 };
var docs = new Option<string?>("--docs") { Description = "The folder in which answer-times.md and its plot are written; without it the tables are only printed." };
var ledger = new Option<bool>("--ledger") { Description = "In the place of the engine, time verifying a ledger of a million rows, and appending to one." };
var command = new RootCommand("Times the embedded face engine, stage by stage and whole, beside the floor that its models and the JPEG decoder set; or the answers of a whole site, sealing, the ledger, or the list of a large vault.")
{
    iterations,
    faceApi,
    answerTimes,
    sealing,
    samples,
    seed,
    docs,
    ledger,
    vault,
    entries,
    drill,
    kills,
    rotation,
};
command.SetAction((parsed, ct) => parsed.GetValue(drill)
    ? DrillProgram.RunAsync(parsed.GetValue(kills), parsed.GetValue(seed) ?? DrillDice.AnySeed, ct)
    : parsed.GetValue(rotation)
    ? RotationTimes.RunAsync(ct)
    : parsed.GetValue(ledger)
    ? LedgerBench.RunAsync(1_000_000, ct)
    : parsed.GetValue(answerTimes)
    ? AnswerTimes.RunAsync(parsed.GetValue(samples), parsed.GetValue(seed) ?? 1, parsed.GetValue(docs), ct)
    : parsed.GetValue(vault) ? VaultTimes.RunAsync(parsed.GetValue(entries), parsed.GetValue(iterations), ct)
    : parsed.GetValue(sealing) ? SealingTimes.RunAsync(rounds: 100_000, ct)
    : Report.PrintAsync(parsed.GetValue(iterations), parsed.GetValue(faceApi), ct));

var memory = new Command("memory", "Read 50 photos of 12 megapixels at once, and print the highest resident memory in megabytes.")
{
    Hidden = true,
};
var photo = new Argument<string>("PHOTO");
memory.Add(photo);
memory.SetAction((parsed, ct) => MemoryUse.RunAsync(parsed.GetRequiredValue(photo), ct));
command.Add(memory);

return await command.Parse(args).InvokeAsync();
