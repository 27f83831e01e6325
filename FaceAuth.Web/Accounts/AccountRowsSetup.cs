using FaceAuth.Accounts.SignIn;

namespace FaceAuth.Accounts;

/// <summary>Registers stores with rows of accounts, those of other features too.</summary>
public static class AccountRowsSetup
{
    /// <summary>A store that has rows of accounts is asked when an account is deleted.</summary>
    public static void AddAccountRows<T>(this IServiceCollection services) where T : class, IAccountRows
    {
        services.AddSingleton<T>();
        services.AddSingleton<IAccountRows>(all => all.GetRequiredService<T>());
    }

    /// <summary>The same, and "this wasn't me" asks it to take back what a session added.</summary>
    public static void AddUndoneRows<T>(this IServiceCollection services) where T : class, IAccountRows, ISignInUndo
    {
        services.AddAccountRows<T>();
        services.AddSingleton<ISignInUndo>(all => all.GetRequiredService<T>());
    }
}
