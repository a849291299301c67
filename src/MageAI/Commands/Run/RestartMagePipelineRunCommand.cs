using System.Collections;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Operations;
using MageAI.Operations.Running;
using MageAI.Sessions;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// Restarts runs that have ended. Mage accepts restarts that damage the run or let it run for ever; these are refused beforehand,
/// each with what to do instead.
/// </summary>
[Cmdlet(VerbsLifecycle.Restart, "MagePipelineRun", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipelineRun))]
public sealed class RestartMagePipelineRunCommand : RunWatchTargetCmdlet
{
    private readonly PerSession<RunRestart> _restarts = new(session => new RunRestart(session));

    /// <summary>
    /// <c>Incomplete</c>, the default: the same run goes on with all its blocks that are not completed, also where its schedule is inactive. <c>New</c>:
    /// another run is made for the same execution date, with the same variables; its schedule has to be active.
    /// </summary>
    [Parameter]
    [OneWord]
    public RestartMode Mode { get; set; }

    /// <summary>
    /// Begin with this block: it and all blocks below it run again, completed or not. It has to lie so that the run can end well: nothing
    /// beside it failed or was cancelled.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunBlockCompleter))]
    public string? FromBlock { get; set; }

    /// <summary>With <c>-Mode New</c>: variables that differ this time. The others are the run's own.</summary>
    [Parameter]
    [Map]
    public IDictionary? Variable { get; set; }

    /// <summary>With <c>-FromBlock</c>: the block may be a completed one above the failure, and what was completed below it runs again.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Wait until the runs have ended, and emit them then. All are restarted first.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// How many writes may be under way at once. Mage answers one request at a time, so more than a few save
    /// no time.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override int Throttle => ThrottleLimit;

    /// <summary>Refuses parameters that do not go together.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireWaiting(Wait || Follow, nameof(Wait));
        RequireFilled(nameof(FromBlock), FromBlock);
        if (Mode == RestartMode.New ? FromBlock is not null : Variable is not null)
        {
            Terminate(RunErrors.NotWithMode(Mode == RestartMode.New ? nameof(FromBlock) : nameof(Variable), Mode.ToString()));
        }
    }

    /// <summary>Restarts the runs.</summary>
    protected override void ProcessRecord() => ForEach(Run, (session, argument) =>
    {
        if (IsMeant(argument, "pipeline run", Noun.Run) && IsFirst(session, Noun.Run, RunFinder.IdOf(argument)))
        {
            Perform(session, Await(call => PlanAsync(session, argument, call)), run => EmitOrWatch(session, run, Wait || Follow, "restarted"));
        }
    });

    /// <summary>A preview says what it comes to. Waits, if that was asked for.</summary>
    protected override void EndProcessing() => EndAndWatch();

    private async Task<Plan<MagePipelineRun>> PlanAsync(MageSession session, MageRunArgument argument, MageCall call) => Mode == RestartMode.New
        ? await _restarts.Of(session).AnewAsync(await RunFinder.ReadAsync(session, argument, call).ConfigureAwait(false), argument.Source as MagePipelineRun, Variable, call).ConfigureAwait(false)
        : await _restarts.Of(session).GoOnAsync(argument.Id ?? 0, look => RunFinder.ReadAsync(session, argument, look), FromBlock, Force, call).ConfigureAwait(false);
}
