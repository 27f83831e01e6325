using FaceAuth.Ledger;
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
            var (db, ledger) = (services.GetRequiredService<Db>(), services.GetRequiredService<LedgerWriter>());
            var account = await db.ReadAsync(session => accounts.FindByEmailAsync(session, address), ct);
            var note = await ledger.SealAsync(
                new LedgerEvent(LedgerKinds.AdministratorGranted, account?.Id ?? "", LedgerActors.CommandLine), ct);
            if (account is null || !await db.WriteAsync(async tx =>
            {
                if (!await accounts.GrantAdminAsync(tx, address))
                    return false;
                await ledger.AppendAsync(tx, note);
                return true;
            }, ct))
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
