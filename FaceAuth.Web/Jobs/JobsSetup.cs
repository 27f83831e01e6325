using FaceAuth.Database.Dialects;
using Microsoft.Extensions.Options;
using Quartz;
using Quartz.Impl.AdoJobStore;

namespace FaceAuth.Jobs;

/// <summary>Registers the scheduler and the jobs: the list of what runs by itself, and when.</summary>
public static class JobsSetup
{
    /// <summary>Adds the scheduler, whose store is in the site's database, and the jobs.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JobsOptions>().Bind(configuration.GetSection(JobsOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddScheduler();
        services.AddSingleton<JobsAdministration>();

        services.AddRecurringJob<OutboxJob>("outbox", every: TimeSpan.FromSeconds(5), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<SessionSweepJob>("session-sweep", every: TimeSpan.FromMinutes(1), timeLimit: TimeSpan.FromMinutes(5));
        services.AddRecurringJob<PictureSweepJob>("picture-sweep", every: TimeSpan.FromMinutes(1), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<RegistrationPurgeJob>("registration-purge", every: TimeSpan.FromMinutes(10), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<SignInPurgeJob>("sign-in-purge", every: TimeSpan.FromMinutes(30), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<AddressPurgeJob>("address-purge", every: TimeSpan.FromMinutes(30), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<DraftPurgeJob>("draft-purge", every: TimeSpan.FromMinutes(30), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<SignInPruneJob>("sign-in-prune", every: TimeSpan.FromHours(6), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<RecoveryPurgeJob>("recovery-purge", every: TimeSpan.FromHours(6), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<PasskeyPurgeJob>("passkey-purge", every: TimeSpan.FromMinutes(1), timeLimit: TimeSpan.FromMinutes(5));
        services.AddRecurringJob<RevealDigestJob>("reveal-digest", every: TimeSpan.FromMinutes(1), timeLimit: TimeSpan.FromMinutes(5));
        services.AddRecurringJob<DisownedRevealsJob>("disowned-reveals", every: TimeSpan.FromMinutes(1), timeLimit: TimeSpan.FromMinutes(5));
        services.AddRecurringJob<VaultPurgeJob>("vault-purge", every: TimeSpan.FromMinutes(30), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<RotationPlanJob>("rotation-plan", every: TimeSpan.FromSeconds(15), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<RotationJob>("rotation", every: TimeSpan.FromSeconds(5), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<RotationNoticeJob>("rotation-notice", every: TimeSpan.FromSeconds(30), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<RotationReminderJob>("rotation-reminder", every: TimeSpan.FromMinutes(10), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<RotationPurgeJob>("rotation-purge", every: TimeSpan.FromDays(1), timeLimit: TimeSpan.FromMinutes(10));
        services.AddRecurringJob<KeyRewrapJob>("key-rewrap", every: TimeSpan.FromHours(6), timeLimit: TimeSpan.FromMinutes(30));
        services.AddRecurringJob<LedgerPruneJob>("ledger-prune", every: TimeSpan.FromDays(1), timeLimit: TimeSpan.FromHours(1));
        services.AddRecurringJob<LedgerMailJob>("ledger-mail", every: TimeSpan.FromDays(1), timeLimit: TimeSpan.FromMinutes(10));
        return services;
    }

    /// <summary>Adds one job with its schedule.</summary>
    public static IServiceCollection AddRecurringJob<TJob>(
        this IServiceCollection services, string name, TimeSpan every, TimeSpan timeLimit)
        where TJob : class, IRecurringJob
    {
        services.AddScoped<TJob>();
        return services.AddSingleton(new JobSchedule(name, typeof(TJob), every, timeLimit));
    }

    /// <summary>Adds the scheduler without any job.</summary>
    internal static void AddScheduler(this IServiceCollection services)
    {
        // It tells of every step of its start at Information.
        services.AddLogging(logging => logging.AddFilter("Quartz", LogLevel.Warning));
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "FaceAuth";
                // A job is told to stop when the program is, and is then waited for.
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UseDefaultThreadPool(_ => { });
            quartz.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                store.UseConnectionProvider(all => new SchedulerDatabase(all.GetRequiredService<IDialect>()));
                store.UseDriverDelegate(all =>
                    all.GetRequiredService<IDialect>().Name == "mysql" ? new MySQLDelegate() : new SQLiteDelegate());
                store.ConfigureStore(options =>
                {
                    options.StoreJobDataAsStrings = true;
                    // Never: a database that was full for a minute would leave the job switched off until a restart.
                    options.MaxConsecutiveFireFailures = 0;
                });
            });
        });
        services.AddOptions<ThreadPoolOptions>()
            .Configure<IOptions<JobsOptions>>((pool, jobs) => pool.MaxConcurrency = jobs.Value.Parallel);

        // Which database it is, is known only when the program starts. SQLite has one writer on one machine and nothing
        // to cluster; on MySQL every instance takes part, each under an id of its own.
        services.AddOptions<ClusteringOptions>().Configure<IDialect, IOptions<JobsOptions>>((cluster, dialect, jobs) =>
        {
            cluster.Enabled = dialect.Name == "mysql";
            cluster.CheckinInterval = jobs.Value.CheckIn;
            cluster.CheckinMisfireThreshold = jobs.Value.CheckIn;
        });
        services.AddOptions<AdoJobStoreOptions>()
            .Configure<IDialect>((store, dialect) => store.UseDbLocks = dialect.Name == "mysql");
        services.AddOptions<QuartzSchedulerOptions>()
            .Configure<IDialect>((scheduler, dialect) => scheduler.GenerateInstanceId = dialect.Name == "mysql");

        services.AddSingleton<JobRunStore>();
        services.AddSingleton<JobRecords>();
        services.AddHostedService<SchedulePlan>();
        services.AddQuartzHostedService(host => host.WaitForJobsToComplete = true);
    }
}
