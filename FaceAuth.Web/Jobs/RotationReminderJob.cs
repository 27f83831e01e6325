using FaceAuth.Rotation;

namespace FaceAuth.Jobs;

/// <summary>Reminds members of passwords that they change by hand.</summary>
internal sealed class RotationReminderJob(RotationReminders reminders) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => reminders.SendAsync(ct);
}
