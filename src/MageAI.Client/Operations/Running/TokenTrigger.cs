using System;
using System.Collections;
using System.Security;
using MageAI.Errors;
using MageAI.Runs;
using MageAI.Transport;

namespace MageAI.Operations.Running;

/// <summary>Triggers a schedule of type api by its token, without a session of the caller's; the one it has ends with it.</summary>
internal sealed class TokenTrigger : IDisposable
{
    private readonly int _schedule;
    private readonly SecureString _token;
    private readonly TriggerTokenPlacement _placement;

    /// <param name="address">Where; it may name the schedule and the token too.</param>
    /// <param name="schedule">The schedule; 0 where the address names it.</param>
    /// <param name="token">The token; null where the address holds it.</param>
    /// <param name="placement">Where the token travels.</param>
    /// <param name="settings">Gives the rest of the way to a server.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInput"/>: what is meant is not said, or said twice.</exception>
    public TokenTrigger(TriggerAddress address, int schedule, SecureString? token, TriggerTokenPlacement placement, Func<Uri, ConnectionSettings> settings)
    {
        _schedule = address.ScheduleId ?? schedule;
        _placement = placement;
        if (_schedule == 0 || (schedule != 0 && schedule != _schedule))
        {
            throw RunRefusals.TriggerUnclear(_schedule == 0 ? "Nothing says which schedule is meant" : $"The address names schedule {_schedule}, and -ScheduleId {schedule}", "ScheduleId");
        }

        _token = token ?? address.Token ?? throw RunRefusals.TriggerUnclear("Neither the address nor a parameter holds the trigger's token", "TriggerToken");
        Session = new MageSession(settings(ConnectionSettings.Normalize(address.Server)));
    }

    public MageSession Session { get; }

    public Step<MagePipelineRun> Plan(IDictionary? variables) => new($"schedule {_schedule}", "Run; by its trigger token", _schedule, async call =>
    {
        try
        {
            MagePipelineRun run = await Session.Runs.TriggerAsync(_schedule, _token, _placement, variables, call).ConfigureAwait(false);

            // The session ends here; what is piped on uses the caller's own.
            run.Session = null;
            return run;
        }
        catch (MageException failure) when (failure.Advice is not null)
        {
            failure.Advice = Deeds.Tell(failure.Advice, Here);
            throw;
        }
    });

    /// <summary>What is advised for connecting is said with the parameters of this command, which needs no session.</summary>
    private static string Here(string deed, string how) => (deed, how) switch
    {
        ("connect", "") => string.Empty,
        ("connect", _) => $" with {how}",
        (_, "") => $" [{deed}]",
        _ => $" [{deed}: {how}]",
    };

    public void Dispose() => Session.Dispose();
}
