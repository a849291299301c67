using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Backfills;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Pipelines;

namespace MageAI.Commands;

/// <summary>
/// Reads backfills, newest first. A backfill piped in is read anew, a run gives the backfill it belongs to, a pipeline gives
/// all of its backfills.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MageBackfill")]
[OutputType(typeof(MageBackfill))]
public sealed class GetMageBackfillCommand : MageRunCmdlet
{
    /// <summary>The names that were found, or whose failure was told.</summary>
    private readonly HashSet<MageBackfillArgument> _settled = [];

    /// <summary>Ids, names, wildcard patterns or objects. Names need not be unique: all backfills of a name are emitted. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("BackfillId", "Name")]
    [ArgumentCompleter(typeof(BackfillCompleter))]
    [SupportsWildcards]
    public MageBackfillArgument[]? Id { get; set; }

    /// <summary>Only backfills of these pipelines: uuids, names, objects, or wildcard patterns for uuids.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Pipeline { get; set; }

    /// <summary>Only backfills in one of these states: initial, running, completed, failed or cancelled. One that was never started is in none.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunStatusCompleter))]
    public string[]? Status { get; set; }

    /// <summary>Tell how many runs there are to be and how they stand, in TotalRunCount and RunStatusCounts. Mage works out all dates of each backfill for it.</summary>
    [Parameter]
    public SwitchParameter IncludeRunCount { get; set; }

    /// <summary>Checks what narrows the choice.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Id), Id);
        RequireFilled(nameof(Pipeline), Pipeline);
        RequireFilled(nameof(Status), Status);
    }

    /// <summary>Emits the backfills.</summary>
    protected override void ProcessRecord()
    {
        MagePipelineArgument[] pipelines = Given(Pipeline);
        if (Id is null && pipelines.Length == 0 && NamesNothing(nameof(Id), nameof(Pipeline)))
        {
            Report(ErrorRecords.NamesNothing());
            return;
        }

        if (Id is null)
        {
            MageSession own = Resolve(pipelines.FirstOrDefault()?.Session);
            Attempt(own, () => EmitList(own, pipelines));
            return;
        }

        foreach (MageBackfillArgument argument in Id)
        {
            MageSession session = Resolve(argument.Session ?? pipelines.FirstOrDefault()?.Session);
            if (!Attempt(argument.Source ?? (object)argument.ToString(), () => EmitFor(session, argument, pipelines)))
            {
                _settled.Add(argument);
            }
        }
    }

    /// <summary>Tells of names on the command line that no backfill has.</summary>
    protected override void EndProcessing()
    {
        foreach (MageBackfillArgument argument in Id ?? [])
        {
            if (IsTyped(nameof(Id)) && argument is { Id: null, Name: string name } && new NamePattern(name).IsLiteral && !_settled.Contains(argument))
            {
                Report(Resolve().Backfills.NotFound(name), name);
            }
        }
    }

    private void EmitFor(MageSession session, MageBackfillArgument argument, MagePipelineArgument[] pipelines)
    {
        switch (argument.Source)
        {
            case MagePipeline pipeline:
                EmitAll(List(session, pipeline.Uuid, IncludeRunCount));
                return;
            case MagePipelineRun { BackfillId: null } run:
                throw session.Backfills.NotFound($"of run {run.Id}");
            case not (null or MageBackfill or MagePipelineRun):
                throw ErrorRecords.WrongObject("backfill, a run of one or a pipeline", argument.Source);
        }

        MageBackfill[] found = FindBackfills(argument, pipelines, session, IncludeRunCount);
        if (found.Length > 0)
        {
            _settled.Add(argument);
        }
        else if (!IsTyped(nameof(Id)) && new NamePattern(argument.Name!).IsLiteral)
        {
            throw session.Backfills.NotFound(argument.Name!);
        }

        EmitAll(found);
    }

    private void EmitList(MageSession session, MagePipelineArgument[] pipelines)
    {
        MagePipelineArgument[] patterns = [.. pipelines.Where(pipeline => pipeline.IsPattern)];
        if (pipelines.Length == 0 || patterns.Length > 0)
        {
            EmitAll(List(session, null, IncludeRunCount).Where(backfill => pipelines.Length == 0 || patterns.Any(pattern => Means(pattern, backfill.PipelineUuid))));
        }

        foreach (MagePipelineArgument pipeline in pipelines.Where(pipeline => !pipeline.IsPattern))
        {
            Attempt(pipeline.Source ?? (object)pipeline.Name, () =>
            {
                if (EmitAll(List(session, pipeline.Uuid, IncludeRunCount)) == 0 && pipeline.Source is null)
                {
                    // Mage has an empty list for a pipeline that does not exist.
                    Await(call => session.Pipelines.RequireAsync(pipeline.Uuid, call));
                }
            });
        }
    }

    private int EmitAll(IEnumerable<MageBackfill> backfills)
    {
        int seen = 0;
        foreach (MageBackfill backfill in backfills)
        {
            seen++;
            if (Status is null || Status.Any(status => string.Equals(status, backfill.Status, StringComparison.OrdinalIgnoreCase)))
            {
                WriteObject(backfill);
            }
        }

        return seen;
    }
}
