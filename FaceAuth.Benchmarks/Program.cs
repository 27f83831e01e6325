using System.CommandLine;
using FaceAuth.Benchmarks;

var iterations = new Option<int>("--iterations")
{
    Description = "Rounds; each times every row once, and a row's figure is its median.",
    DefaultValueFactory = _ => 200,
};
var faceApi = new Option<bool>("--face-api") { Description = "Time face-api.js in Node on the same photos as well." };
var command = new RootCommand("Times the embedded face engine, stage by stage and whole, beside the floor that its models and the JPEG decoder set.")
{
    iterations,
    faceApi,
};
command.SetAction((parsed, ct) => Report.PrintAsync(parsed.GetValue(iterations), parsed.GetValue(faceApi), ct));

var memory = new Command("memory", "Read 50 photos of 12 megapixels at once, and print the highest resident memory in megabytes.")
{
    Hidden = true,
};
var photo = new Argument<string>("PHOTO");
memory.Add(photo);
memory.SetAction((parsed, ct) => MemoryUse.RunAsync(parsed.GetRequiredValue(photo), ct));
command.Add(memory);

return await command.Parse(args).InvokeAsync();
