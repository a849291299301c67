using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Operations;

namespace MageAI.Commands;

/// <summary>
/// Tells what will run: the next runs of all active schedules of a server in one timeline, start times and landing times included. With
/// <c>-Missed</c>: what should have run and did not.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MageUpcomingRun", DefaultParameterSetName = ComingSet)]
[OutputType(typeof(MageUpcomingRun))]
public sealed class GetMageUpcomingRunCommand : MageSessionCmdlet
{
    private const string ComingSet = "Coming";
    private const string MissedSet = "Missed";

    private readonly Dictionary<MageSession, List<MagePipelineArgument>> _meant = [];

    /// <summary>Only runs of these pipelines: uuids, names, objects, or wildcard patterns for uuids.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Pipeline { get; set; }

    /// <summary>How far to look ahead: a TimeSpan, or a number and s, m, h, d or w. Default: 24h.</summary>
    [Parameter(ParameterSetName = ComingSet)]
    [Duration]
    [ArgumentCompleter(typeof(NoCompleter))]
    public TimeSpan? Next { get; set; }

    /// <summary>Only runs that are under way while another run is, by how long the runs of their schedules took in the last fortnight.</summary>
    [Parameter(ParameterSetName = ComingSet)]
    public SwitchParameter Overlapping { get; set; }

    /// <summary>Tell what should have begun and does not exist. What was due before its schedule was switched on was not missed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MissedSet)]
    public SwitchParameter Missed { get; set; }

    /// <summary>How far to look back: a date, or how long ago as a number and s, m, h, d or w. Default: 24h.</summary>
    [Parameter(ParameterSetName = MissedSet)]
    [ArgumentCompleter(typeof(AgoCompleter))]
    public MageTimeArgument? Since { get; set; }

    /// <summary>Checks what narrows the choice.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Pipeline), Pipeline);
        RequireFilled(nameof(Next), Next);
        RequireFilled(nameof(Since), Since);
        RequirePast(Since);
    }

    /// <summary>Notes which pipelines are meant.</summary>
    protected override void ProcessRecord() => EachSession(Note);

    private void Note()
    {
        MagePipelineArgument[] pipelines = Given(Pipeline);
        if (pipelines.Length == 0 && NamesNothing(nameof(Pipeline)))
        {
            Report(ErrorRecords.NamesNothing());
            return;
        }

        if (pipelines.Length == 0)
        {
            Meant(Resolve());
        }

        foreach (MagePipelineArgument pipeline in pipelines)
        {
            Meant(Resolve(pipeline.Session)).Add(pipeline);
        }
    }

    /// <summary>Emits the runs of each server in order.</summary>
    protected override void EndProcessing()
    {
        foreach (KeyValuePair<MageSession, List<MagePipelineArgument>> meant in _meant)
        {
            Attempt(meant.Key, () => Emit(meant.Key, meant.Value));
        }
    }

    private List<MagePipelineArgument> Meant(MageSession session)
    {
        if (!_meant.TryGetValue(session, out List<MagePipelineArgument>? meant))
        {
            _meant.Add(session, meant = []);
        }

        return meant;
    }

    private void Emit(MageSession session, List<MagePipelineArgument> pipelines)
    {
        Within within = Await(call => Within.ReadAsync(pipelines, PipelinesOf(session), call));
        UpcomingRuns runs = new(session, schedule => within.Has(schedule.PipelineUuid));
        IEnumerable<MageUpcomingRun> found = Missed
            ? Await(call => runs.MissedAsync(Since?.At(session) ?? session.Now.AddDays(-1), call))
            : Await(call => runs.ComingAsync(Next ?? TimeSpan.FromDays(1), call));
        HashSet<string?> seen = [];
        foreach (MageUpcomingRun run in Overlapping ? Await(call => runs.OverlappingAsync(found, call)) : found)
        {
            seen.Add(run.PipelineUuid);
            WriteObject(run);
        }

        // Nothing is to come is also what is seen of a pipeline that does not exist.
        foreach (MagePipelineArgument pipeline in pipelines.Where(pipeline => !Sameness.IsThere(session, pipeline) && !seen.Contains(pipeline.Name)))
        {
            Attempt(pipeline.Name, () => Await(call => PipelinesOf(session).RequireAsync(pipeline, call)));
        }
    }
}
