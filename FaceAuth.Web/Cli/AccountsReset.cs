using System.CommandLine;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Database;

namespace FaceAuth.Cli;

/// <summary><c>accounts reset EMAIL</c>: resets a member's account and mails them the link to enrol anew.</summary>
internal static class AccountsReset
{
    public static Command Create(Func<CancellationToken, Task<IServiceProvider>> store)
    {
        var email = new Argument<string>("EMAIL") { Description = "The member's address." };
        var command = new Command(
            "reset",
            "End every session of a member, forget their devices, remove their passkeys and recovery codes, and mail them a link to add new photos. A closed account is opened.") { email };
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
            var account = await services.GetRequiredService<Db>().ReadAsync(session => accounts.FindByEmailAsync(session, address), ct);
            if (account is null
                || await services.GetRequiredService<AccountResets>().ResetAsync(account.AccountId, madeBy: null, ct) is not AccountActResult.Done)
            {
                await errors.WriteLineAsync($"{address} has no account.");
                return ExitCodes.Negative;
            }
            output.WriteLine($"{address} is reset. The link waits in the outbox: the running site mails it.");
            return ExitCodes.Done;
        });
        return command;
    }
}
