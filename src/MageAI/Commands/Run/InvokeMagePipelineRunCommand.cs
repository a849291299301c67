using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Security;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Operations;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;
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

    private static readonly string[] s_underWay = ["initial", "running"];

    private readonly Dictionary<(MageSession, object), MageSchedule> _active = [];

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
        bool hasSession = !IsBound(nameof(Uri));
        RequireWaiting(Waits && hasSession, nameof(Wait));
        if (Follow && !hasSession)
        {
            Terminate(RunErrors.NeedsWait(nameof(Follow), nameof(Wait)));
        }
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

    /// <summary>Waits, if that was asked for.</summary>
    protected override void EndProcessing() => Watch(Made);

    private void RunNamed()
    {
        if (ParameterSetName is ScheduleSet or ScheduleSetsSet)
        {
            ForEach(Schedule, RunSchedules);
            return;
        }

        if (Pipeline.Length == 0)
        {
            // Not a mandatory parameter, since PowerShell would ask for it.
            Report(RunErrors.NothingToRun());
        }

        Array.ForEach(Pipeline, RunNamed);
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
                MagePipelineArgument[] within = row is { Live: null, ScheduleId: null, Pipeline: string of } ? [new MagePipelineArgument(of)] : [];
                ForEach([new MageScheduleArgument(row)], (session, schedule) => RunSchedules(session, schedule, within));
                break;
            default:
                Report(ErrorRecords.WrongObject(IsTyped(nameof(Pipeline)) ? "pipeline" : "pipeline or schedule", argument));
                break;
        }
    }

    private void RunSchedules(MageSession session, MageScheduleArgument argument) => RunSchedules(session, argument, Given(Pipeline));

    private void RunSchedules(MageSession session, MageScheduleArgument argument, MagePipelineArgument[] pipelines)
    {
        if (!IsMeant(argument, "schedule", Noun.Schedule))
        {
            return;
        }

        // Read anew although an object may be at hand: what it says of the status may be old, and the run would never begin.
        Within within = Await(call => Within.ReadAsync(pipelines, PipelinesOf(session), call));
        IReadOnlyList<MageSchedule> found = argument.Id is int id && within.IsEverything && _active.TryGetValue((session, id), out MageSchedule? known)
            ? [known]
            : Await(call => new ScheduleFinder(session).FindAsync(argument, within, call, isFresh: true));
        if (found.Count > 1 && !argument.IsPattern)
        {
            throw RunErrors.ScheduleAmbiguous(argument.ToString(), [.. found]);
        }

        foreach (MageSchedule schedule in found)
        {
            Attempt(schedule, () => Run(session, schedule, schedule.Id));
        }
    }

    private void RunPipeline(MageSession session, string uuid)
    {
        MageSchedule? own = _active.TryGetValue((session, uuid), out MageSchedule? known) ? known : Await(call => OwnSchedule.FindAsync(session, uuid, call));
        if (IsUnderWay(session, new RunQuery { Pipelines = [uuid], Statuses = s_underWay }, own))
        {
            return;
        }

        if (own is not null)
        {
            Make(session, own, uuid);
            return;
        }

        Emit(session, Perform(session, new Step<MagePipelineRun>($"pipeline {uuid}", $"Run, making the schedule {OwnSchedule.Name} for that", uuid, async call =>
        {
            MageSchedule made = await OwnSchedule.CreateAsync(session, uuid, call).ConfigureAwait(false);
            _active[(session, uuid)] = made;
            return await session.Runs.CreateAsync(made.Id, RunFields.Of(Variable), call).ConfigureAwait(false);
        })));
    }

    private void Run(MageSession session, MageSchedule schedule, int id)
    {
        if (!IsUnderWay(session, new RunQuery { ScheduleId = schedule.Id, Statuses = s_underWay }, schedule))
        {
            Make(session, schedule, id);
        }
    }

    /// <summary>Whether a run is under way that makes another one needless; it is taken for what was asked for.</summary>
    /// <param name="session">Where.</param>
    /// <param name="query">What counts.</param>
    /// <param name="schedule">The schedule that a run would be made of, if there is one. With <c>-Force</c> it is going to be on.</param>
    private bool IsUnderWay(MageSession session, RunQuery query, MageSchedule? schedule)
    {
        if (!IfNotRunning)
        {
            return false;
        }

        Dictionary<int, bool> begins = [];
        if (schedule is not null)
        {
            begins[schedule.Id] = schedule.Status != "inactive";
        }

        Dictionary<int, (MagePipelineRun Newest, int Count)> dead = [];
        MagePipelineRun? found = null;
        MagePipelineRun? waiting = null;
        int waitingCount = 0;
        foreach (MagePipelineRun run in Stream(call => session.Runs.List(query, call)))
        {
            if (run.Status == "running" || WillBegin(session, run, begins))
            {
                found = run;
                break;
            }

            if (Force && run.PipelineScheduleId is int whose && whose == schedule?.Id)
            {
                waiting ??= run;
                waitingCount++;
                continue;
            }

            int of = run.PipelineScheduleId ?? 0;
            dead[of] = dead.TryGetValue(of, out (MagePipelineRun Newest, int Count) before) ? (before.Newest, before.Count + 1) : (run, 1);
        }

        foreach ((MagePipelineRun newest, int count) in dead.Values)
        {
            string which = count == 1
                ? $"Run {newest.Id} of pipeline {newest.PipelineUuid} never begins"
                : $"{Wording.Count(count, "run")} of pipeline {newest.PipelineUuid}, the newest {newest.Id}, never begin";
            string why = newest.PipelineScheduleId is int id ? $"schedule {id} is inactive or deleted" : "the schedule was deleted";
            WriteWarning($"{which}, since {why}; that does not count as running.");
        }

        if ((found ?? waiting) is not MagePipelineRun taken)
        {
            return false;
        }

        string others = found is null && waitingCount > 1 ? $", and {Wording.Count(waitingCount - 1, "other run")} with it" : string.Empty;
        WriteWarning($"Run {taken.Id} of pipeline {taken.PipelineUuid} is {taken.Status} already{others}; no other was made.");
        if (found is not null || WakeFor(session, schedule!, taken, waitingCount))
        {
            Emit(session, taken);
        }

        return true;
    }

    /// <summary>A run that waits for a schedule that is off, or gone, is dead, and no reason not to make one that runs.</summary>
    private bool WillBegin(MageSession session, MagePipelineRun run, Dictionary<int, bool> known)
    {
        if (run.PipelineScheduleId is not int id)
        {
            return false;
        }

        if (known.TryGetValue(id, out bool begins))
        {
            return begins;
        }

        try
        {
            return known[id] = Await(call => session.Schedules.ReadAsync(id, call)).Status != "inactive";
        }
        catch (MageException gone) when (gone.ErrorId == MageErrorId.ScheduleNotFound)
        {
            return known[id] = false;
        }
    }

    /// <summary>Switches a schedule on for the runs that wait for it.</summary>
    /// <returns>Whether it is on: not with <c>-WhatIf</c>.</returns>
    private bool WakeFor(MageSession session, MageSchedule schedule, MagePipelineRun run, int count) =>
        schedule.Settings is { } settings && settings.TryGetValue("create_initial_pipeline_run", out object? initial) && initial is true
        ? throw RunErrors.WaitsForFirst(run, schedule)
        : Perform(session, new Step<MageSchedule>(
            $"schedule {schedule} of pipeline {schedule.PipelineUuid}",
            count == 1 ? $"Switch on, so that run {run.Id} begins" : $"Switch on, so that {count} runs begin, the newest {run.Id}",
            schedule,
            call => session.Schedules.UpdateAsync(schedule.Id, schedule.PipelineUuid, new ScheduleChanges { Status = "active" }, call))) is not null;

    private void Make(MageSession session, MageSchedule schedule, object key)
    {
        bool wake = schedule.Status == "inactive";
        if (wake && !Force)
        {
            throw RunErrors.ScheduleInactive(schedule);
        }

        Emit(session, Perform(session, new Step<MagePipelineRun>(
            $"schedule {schedule} of pipeline {schedule.PipelineUuid}",
            wake ? "Switch on, and run its pipeline" : "Run its pipeline",
            schedule,
            async call =>
            {
                // An inactive @once schedule is switched on by Mage together with the run; switched on before, it would make a run of its own too.
                if (wake && schedule.ScheduleInterval != "@once")
                {
                    _active[(session, key)] = await session.Schedules.UpdateAsync(
                        schedule.Id, schedule.PipelineUuid, new ScheduleChanges { Status = "active" }, call).ConfigureAwait(false);
                }
                else if (!wake)
                {
                    _active[(session, key)] = schedule;
                }

                return await session.Runs.CreateAsync(schedule.Id, RunFields.Of(Variable), call).ConfigureAwait(false);
            })));
    }

    private void Trigger()
    {
        TriggerAddress address = Uri!.Address;
        int id = address.ScheduleId ?? ScheduleId;
        if (id == 0 || (ScheduleId != 0 && ScheduleId != id))
        {
            throw RunErrors.TriggerUnclear(id == 0 ? "Nothing says which schedule is meant" : $"The address names schedule {id}, and -ScheduleId {ScheduleId}", nameof(ScheduleId));
        }

        SecureString token = TriggerToken ?? address.Token ?? throw RunErrors.TriggerUnclear("Neither the address nor a parameter holds the trigger's token", nameof(TriggerToken));
        ConnectionSettings settings = new() { Uri = ConnectionSettings.Normalize(address.Server), SkipCertificateCheck = SkipCertificateCheck, Headers = RequestHeaders.Of(Header) };
        using MageSession session = new(settings);
        if (Perform(session, new Step<MagePipelineRun>(
            $"schedule {id}", "Trigger by token", id, call => session.Runs.TriggerAsync(id, token, TriggerTokenIn, Variable, call))) is MagePipelineRun run)
        {
            // The session ends here; what is piped on uses the runspace's own.
            run.Session = null;
            WriteObject(run);
        }
    }

    private void Emit(MageSession session, MagePipelineRun? run)
    {
        if (run is null)
        {
            return;
        }

        if (Waits)
        {
            // Should the command end before the run does, this is where its id can be found.
            WriteVerbose($"{run} was made.");
            Made.Add((session, run));
        }
        else
        {
            WriteObject(run);
        }
    }
}
