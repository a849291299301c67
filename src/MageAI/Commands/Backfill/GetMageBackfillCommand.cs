using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Backfills;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Pipelines;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Reads backfills, newest first. A backfill piped in is read anew, a run gives the backfill it belongs to, a pipeline gives
/// all of its backfills.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MageBackfill")]
[OutputType(typeof(MageBackfill))]
public sealed class GetMageBackfillCommand : MageSessionCmdlet
{
    /// <summary>The names that were found, or whose failure was told.</summary>
    private readonly HashSet<MageBackfillArgument> _settled = [];

    /// <summary>Ids, names, wildcard patterns or objects. Names need not be unique: all backfills of a name are emitted. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "BackfillId", "Name")]
    [ArgumentCompleter(typeof(BackfillCompleter))]
    [SupportsWildcards]
    public MageBackfillArgument[]? Backfill { get; set; }

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
        RequireFilled(nameof(Backfill), Backfill);
        RequireFilled(nameof(Pipeline), Pipeline);
        RequireFilled(nameof(Status), Status);
        Status = Known("backfill status", Status, RunStatus.All);
    }

    /// <summary>Emits the backfills.</summary>
    protected override void ProcessRecord() => EachSession(Read);

    private void Read()
    {
        MagePipelineArgument[] pipelines = Given(Pipeline);
        if (Backfill is null && pipelines.Any(pipeline => IsLost(pipeline, "backfill", Noun.Backfill)))
        {
            return;
        }

        if (Backfill is null && pipelines.Length == 0 && NamesNothing(nameof(Backfill), nameof(Pipeline)))
        {
            Report(ErrorRecords.NamesNothing());
        }
        else if (Backfill is null)
        {
            MageSession own = Resolve(pipelines.FirstOrDefault()?.Session);
            Attempt(own, () => EmitList(own, pipelines));
        }
        else
        {
            foreach (MageBackfillArgument argument in Backfill)
            {
                MageSession session = Resolve(argument.Session ?? pipelines.FirstOrDefault()?.Session);
                if (!Attempt(argument.Target, () => EmitFor(session, argument)))
                {
                    _settled.Add(argument);
                }
            }
        }
    }

    /// <summary>Tells of names on the command line that no backfill has.</summary>
    protected override void EndProcessing()
    {
        foreach (MageBackfillArgument argument in Backfill ?? [])
        {
            if (IsTyped(nameof(Backfill)) && argument is { IsPattern: false, Identity: null } && !_settled.Contains(argument))
            {
                Report(Resolve().Backfills.NotFound(argument.ToString()), argument.ToString());
            }
        }
    }

    private void EmitFor(MageSession session, MageBackfillArgument argument)
    {
        Sameness.RequireHome(session, argument);
        Within within = WithinOf(session, Pipeline, argument);
        switch (argument.Identity)
        {
            case { Noun: Noun.Pipeline } row when row.LostOf(Noun.Backfill) is string column:
                throw ErrorRecords.Lost("backfill", column, argument);
            case { Noun: Noun.Pipeline, Pipeline: string uuid }:
                EmitAll(Stream(call => session.Backfills.List(uuid, IncludeRunCount, call)).Where(backfill => within.Has(backfill.PipelineUuid)));
                return;
            case { Noun: Noun.Run, BackfillId: null } run:
                throw session.Backfills.NotFound($"of run {run.Id}");
            case not (null or { Noun: Noun.Backfill or Noun.Run }) when argument.Id is null && argument.Text is null:
                throw ErrorRecords.WrongObject("backfill, a run of one or a pipeline", argument);
        }

        IReadOnlyList<MageBackfill> found = Await(call => new BackfillFinder(session).FindAsync(argument, within, IncludeRunCount, call));
        if (found.Count > 0)
        {
            _settled.Add(argument);
        }
        else if (!IsTyped(nameof(Backfill)) && !argument.IsPattern)
        {
            throw session.Backfills.NotFound(argument.ToString());
        }

        EmitAll(found);
    }

    private void EmitList(MageSession session, MagePipelineArgument[] pipelines)
    {
        MagePipelineArgument[] patterns = [.. pipelines.Where(pipeline => pipeline.IsPattern)];
        if (pipelines.Length == 0 || patterns.Length > 0)
        {
            Within within = Await(call => Within.ReadAsync(patterns, PipelinesOf(session), call));
            EmitAll(Stream(call => session.Backfills.List(null, IncludeRunCount, call)).Where(backfill => within.Has(backfill.PipelineUuid)));
        }

        ForEachPipeline(pipelines.Where(pipeline => !pipeline.IsPattern), (own, uuid) =>
        {
            if (EmitAll(Stream(call => own.Backfills.List(uuid, IncludeRunCount, call))) == 0)
            {
                // Mage has an empty list for a pipeline that does not exist.
                Await(call => own.Pipelines.RequireAsync(uuid, call));
            }
        });
    }

    private int EmitAll(IEnumerable<MageBackfill> backfills)
    {
        int seen = 0;
        foreach (MageBackfill backfill in backfills)
        {
            seen++;
            if (IsOneOf(Status, backfill.Status))
            {
                WriteObject(backfill);
            }
        }

        return seen;
    }
}
