using FaceAuth.Accounts;
using FaceAuth.Accounts.People;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using Microsoft.AspNetCore.Authorization;

namespace FaceAuth.Pages.Admin.People;

/// <summary>Closes a member's account, after a fresh proof of the administrator.</summary>
[Authorize(Policy = AccountPolicies.Administrator)]
[Authorize(Policy = AccountPolicies.NotOnHold)]
[Authorize(Policy = AccountPolicies.Confirmed)]
public sealed class CloseModel(PeopleList people, AccountResets resets) : ActModel(people)
{
    /// <inheritdoc/>
    protected override Task<AccountActResult> ActAsync(AccountId person, AccountId administrator, CancellationToken ct) =>
        resets.CloseAsync(person, administrator, ct);

    /// <inheritdoc/>
    protected override string DoneWords(Accounts.Account account) => $"{account.Email} is closed.";
}
