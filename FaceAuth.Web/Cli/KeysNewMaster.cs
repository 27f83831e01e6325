using System.CommandLine;
using FaceAuth.Keys;
using FaceAuth.Ledger;

namespace FaceAuth.Cli;

/// <summary><c>keys new-master</c>: a newer master key, which wraps from now on; the older ones still open.</summary>
/// <remarks>Exit codes: 0 made, 2 it could not be made and the file is as it was, or it was made, as the words say, and is not on the ledger.</remarks>
internal static class KeysNewMaster
{
    public static Command Create(Func<CancellationToken, Task<IServiceProvider>> store)
    {
        var command = new Command("new-master", "Make a newer master key, which wraps from now on. The older ones stay and still open.");
        command.SetAction(async (parsed, ct) =>
        {
            var services = await store(ct);
            var id = await services.GetRequiredService<MasterKeys>().AddAsync(ct);
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"{id} is the newest master key now. Running programs on this machine take it in by themselves.");
            output.WriteLine("Make a copy of the master-key file now, apart from copies of the database, and copy it to every other machine that serves this site.");
            output.WriteLine("Then bring what is stored under it: keys rewrap. The running site does so too, every 6 hours.");
            // After the words: the key is in the file, whatever happens to the database now.
            await services.GetRequiredService<KeyNotes>().AddedAsync(id, LedgerActors.CommandLine, CancellationToken.None);
            return ExitCodes.Done;
        });
        return command;
    }
}
