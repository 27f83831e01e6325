using System.CommandLine;
using FaceAuth.Accounts;
using FaceAuth.Database;

namespace FaceAuth.Cli;

/// <summary><c>accounts grant-admin EMAIL</c>: makes a member an administrator.</summary>
internal static class AccountsGrantAdmin
{
    public static Command Create(Func<CancellationToken, Task<IServiceProvider>> store)
    {
        var email = new Argument<string>("EMAIL") { Description = "The member's address." };
        var command = new Command("grant-admin", "Make a member an administrator.") { email };
        command.SetAction(async (parsed, ct) =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (!EmailAddress.TryParse(parsed.GetValue(email), out var address))
            {
                await errors.WriteLineAsync("This is not an e-mail address.");
                return ExitCodes.Usage;
            }
            var services = await store(ct);
            var accounts = services.GetRequiredService<AccountStore>();
            if (!await services.GetRequiredService<Db>().WriteAsync(tx => accounts.GrantAdminAsync(tx, address), ct))
            {
                await errors.WriteLineAsync($"{address} has no account. Register and prove the address first.");
                return ExitCodes.Negative;
            }
            output.WriteLine($"{address} is an administrator.");
            return ExitCodes.Done;
        });
        return command;
    }
}
