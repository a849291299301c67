using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
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
/// Runs pipelines now. By pipeline: through a schedule of type api called MageAI, which is made where it is missing. By
/// schedule: whatever its type; its status and its times stay as they are. By trigger token: without any session, through a
/// schedule of type api, which Mage switches on by that if it is inactive.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "MagePipelineRun", DefaultParameterSetName = PipelineSet, SupportsShouldProcess = true)]
[OutputType(typeof(MagePipelineRun))]
public sealed class InvokeMagePipelineRunCommand : MageRunWatchCmdlet
{
    private const string PipelineSet = "Pipeline";
    private const string ScheduleSet = "Schedule";
    private const string ObjectSet = "Object";
    private const string TokenSet = "Token";
    private const string PipelineSetsSet = "PipelineVariableSet";
    private const string ScheduleSetsSet = "ScheduleVariableSet";

    private readonly PerSession<RunMaking> _runs;

    /// <summary>What runs for the names of one record, which may mean one thing twice. Another record is another run, for it may have other variables.</summary>
    private readonly HashSet<(MageSession, object)> _ofRecord = [];

    /// <summary>Made by PowerShell.</summary>
    public InvokeMagePipelineRunCommand() => _runs = new(session => new RunMaking(session, Force, IfNotRunning));

    /// <summary>Pipelines to run: uuids, names or wildcard patterns. With <c>-Schedule</c>: where to look for the schedule's name.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PipelineSet)]
    [Parameter(Position = 0, ParameterSetName = ScheduleSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PipelineSetsSet)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[] Pipeline { get; set; } = [];

    /// <summary>Schedules to run: ids, names or wildcard patterns. A name that several schedules have is refused.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ScheduleSet)]
    [Parameter(Mandatory = true, ParameterSetName = ScheduleSetsSet)]
    [Alias("PipelineScheduleId", "Trigger")]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [SupportsWildcards]
    public MageScheduleArgument[] Schedule { get; set; } = [];

    /// <summary>A pipeline or a schedule to run.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    public MageObject[] InputObject { get; set; } = [];

    /// <summary>
    /// The server to trigger without a session, with or without a base path; or the address that Mage's web page shows for the trigger,
    /// which names the schedule, and in its older form its token too.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [ValidateNotNullOrEmpty]
    public MageTriggerAddressArgument? Uri { get; set; }

    /// <summary>The id of the schedule of type api to trigger. Needed where the address does not name it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = TokenSet)]
    [ValidateRange(1, int.MaxValue)]
    public int ScheduleId { get; set; }

    /// <summary>The trigger token of that schedule. Needed where the address does not hold it.</summary>
    [Parameter(ParameterSetName = TokenSet)]
    [Secret]
    public SecureString? TriggerToken { get; set; }

    /// <summary>Whether the trigger token travels in a header, out of sight of logs, or in the path. A server before 0.9.35 knows only the path and gets that.</summary>
    [Parameter(ParameterSetName = TokenSet)]
    [OneWord]
    public TriggerTokenPlacement TriggerTokenIn { get; set; }

    /// <summary>Headers to send along, for what stands before Mage. The values are kept secret.</summary>
    [Parameter(ParameterSetName = TokenSet)]
    [Headers]
    public IDictionary? Header { get; set; }

    /// <summary>Trust any certificate, for this command only.</summary>
    [Parameter(ParameterSetName = TokenSet)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Runtime variables: a hashtable, an object or a JSON text. Types are kept, so that $true arrives as a boolean; a date arrives in ISO form with its day, its time and its offset.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PipelineSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ScheduleSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ObjectSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = TokenSet)]
    [Map]
    public IDictionary? Variable { get; set; }

    /// <summary>Sets of runtime variables, for piping in many: hashtables, rows of a CSV file, objects, or JSON as text. Each makes a run, and the runs come out in the order of the sets.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PipelineSetsSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ScheduleSetsSet)]
    [Maps]
    public IDictionary[] VariableSet { get; set; } = [];

    /// <summary>Switch an inactive schedule on first. It stays on, and one of type time then also runs at its times.</summary>
    [Parameter(ParameterSetName = PipelineSet)]
    [Parameter(ParameterSetName = ScheduleSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = PipelineSetsSet)]
    [Parameter(ParameterSetName = ScheduleSetsSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Make no run where one is under way already: of the schedule, or of the pipeline where that was named. The newest of those is emitted
    /// in its place, with a warning, and waited for with <c>-Wait</c>; its variables are its own. One that waits for a schedule that is
    /// inactive does not count, unless <c>-Force</c> switches that schedule on: then that run begins.
    /// </summary>
    [Parameter(ParameterSetName = PipelineSet)]
    [Parameter(ParameterSetName = ScheduleSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = PipelineSetsSet)]
    [Parameter(ParameterSetName = ScheduleSetsSet)]
    public SwitchParameter IfNotRunning { get; set; }

    /// <summary>Wait until the runs have ended, and emit them then. All runs the pipeline asks for are begun first.</summary>
    [Parameter(ParameterSetName = PipelineSet)]
    [Parameter(ParameterSetName = ScheduleSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = PipelineSetsSet)]
    [Parameter(ParameterSetName = ScheduleSetsSet)]
    public SwitchParameter Wait { get; set; }

    private bool Waits => Wait || Follow;

    /// <summary>Refuses what asks for waiting without <c>-Wait</c>.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (IsBound(nameof(Uri)) && new[] { nameof(TimeoutSec), nameof(PollSec), nameof(ErrorOnFailure), nameof(Follow) }.FirstOrDefault(IsBound) is string idle)
        {
            Terminate(RunErrors.NeedsSession(idle));
        }

        RequireWaiting(Waits, nameof(Wait));
    }

    /// <summary>Makes the runs.</summary>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case TokenSet:
                Attempt(Uri!.Address.ScheduleId ?? ScheduleId, Trigger);
                break;
            case ObjectSet:
                _ofRecord.Clear();
                Array.ForEach(InputObject, source => RunNamed(new MagePipelineArgument(source)));
                break;
            case PipelineSetsSet or ScheduleSetsSet:
                // A row's own column of that name is a variable, as any other.
                Session = IsTyped(nameof(Session)) ? Session : null;
                foreach (IDictionary variables in VariableSet)
                {
                    Variable = variables;
                    RunNamed();
                }

                break;
            default:
                RunNamed();
                break;
        }
    }

    /// <summary>A preview says what it comes to. Waits, if that was asked for.</summary>
    protected override void EndProcessing() => EndAndWatch();

    private void RunNamed()
    {
        _ofRecord.Clear();
        if (ParameterSetName is ScheduleSet or ScheduleSetsSet)
        {
            ForEach(Schedule, (session, schedule) => RunSchedules(session, schedule, Given(Pipeline)));
            return;
        }

        if (Pipeline.Length == 0)
        {
            // Not a mandatory parameter, since PowerShell would ask for it.
            Report(RunErrors.NothingToRun());
        }

        IDictionary? typed = Variable;
        foreach (MagePipelineArgument argument in Pipeline)
        {
            // Columns of the row itself come before what is said for all rows.
            Dictionary<string, object?>? own = IsTyped(nameof(Pipeline)) ? null : RowVariables.Of(argument.Identity);
            Variable = own is null ? typed : Joined(typed, own);
            RunNamed(argument);
        }

        Variable = typed;
    }

    private static Dictionary<string, object?> Joined(IDictionary? all, Dictionary<string, object?> own)
    {
        Dictionary<string, object?> joined = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in all ?? own)
        {
            joined[(string)entry.Key] = entry.Value;
        }

        foreach (KeyValuePair<string, object?> entry in own)
        {
            joined[entry.Key] = entry.Value;
        }

        return joined;
    }

    /// <summary>Runs a pipeline; or the schedule that a row names, within its pipeline.</summary>
    private void RunNamed(MagePipelineArgument argument)
    {
        switch (argument.Identity)
        {
            case null or { Noun: Noun.Pipeline } or { Noun: Noun.Unknown, Id: null }:
                ForEachPipeline([argument], RunPipeline);
                break;
            case { Noun: Noun.Schedule } row when !IsTyped(nameof(Pipeline)):
                MagePipelineArgument[] within = row is { Live: null, ScheduleId: null, Pipeline: string of } ? [new MagePipelineArgument(of) { IsLiteral = true }] : [];
                ForEach([new MageScheduleArgument(row)], (session, schedule) => RunSchedules(session, schedule, within));
                break;
            default:
                Report(ErrorRecords.WrongObject(IsTyped(nameof(Pipeline)) ? "pipeline" : "pipeline or schedule", argument));
                break;
        }
    }

    private void RunSchedules(MageSession session, MageScheduleArgument argument, MagePipelineArgument[] pipelines)
    {
        if (!IsMeant(argument, "schedule", Noun.Schedule))
        {
            return;
        }

        // Read anew although an object may be at hand: what it says of the status may be old, and the run would never begin.
        Within within = Await(call => Within.ReadAsync(pipelines, PipelinesOf(session), call));
        IReadOnlyList<MageSchedule> found = argument.Id is int id && within.IsEverything && _runs.Of(session).Known(id) is MageSchedule known
            ? [known]
            : Await(call => new ScheduleFinder(session).FindAsync(argument, within, call, isFresh: true));
        if (found.Count > 1 && !argument.IsPattern)
        {
            throw RunErrors.ScheduleAmbiguous(argument.ToString(), [.. found]);
        }

        foreach (MageSchedule schedule in found.Where(schedule => _ofRecord.Add((session, schedule.Id))))
        {
            Attempt(schedule, () => Make(session, call => _runs.Of(session).ForScheduleAsync(schedule, Variable, call)));
        }
    }

    private void RunPipeline(MageSession session, string uuid)
    {
        if (_ofRecord.Add((session, uuid)))
        {
            Make(session, call => _runs.Of(session).ForPipelineAsync(uuid, Variable, call));
        }
    }

    private void Make(MageSession session, Func<MageCall, Task<Plan<MagePipelineRun>>> plan) => Perform(session, Await(plan), run => EmitOrWatch(session, run, Waits, "made"));

    private void Trigger()
    {
        using TokenTrigger trigger = new(Uri!.Address, ScheduleId, TriggerToken, TriggerTokenIn, server =>
            new ConnectionSettings { Uri = server, SkipCertificateCheck = SkipCertificateCheck, Headers = RequestHeaders.Of(Header) });
        if (Perform(trigger.Session, trigger.Plan(Variable)) is MagePipelineRun run)
        {
            WriteObject(run);
        }
    }
}
