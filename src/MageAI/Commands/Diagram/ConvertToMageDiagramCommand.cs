using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Operations.Watching;
using MageAI.Reports.Diagrams;
using MageAI.Resources;
using MageAI.Runs;

namespace MageAI.Commands;

/// <summary>
/// Draws pipelines: as text for a terminal, as Mermaid or Graphviz source, or as an SVG that is laid out here. With a run, each block
/// shows its state in it, its duration and its error.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "MageDiagram")]
[OutputType(typeof(string))]
public sealed class ConvertToMageDiagramCommand : MageSessionCmdlet
{
    /// <summary>A value of an enum here would load the assembly of diagrams with the import.</summary>
    private readonly DiagramStyle _style = new();

    /// <summary>
    /// The pipelines: uuids, names, wildcard patterns or objects. A pipeline object is drawn as it was read. A run that is piped in
    /// means its pipeline, and that run.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Pipeline { get; set; }

    /// <summary>What to write: Tree, which is text with lines and the default, Mermaid, Dot (for Graphviz) or Svg.</summary>
    [Parameter]
    [OneWord]
    public DiagramFormat As
    {
        get => _style.Format;
        set => _style.Format = value;
    }

    /// <summary>
    /// A run, or its id: the blocks it had are drawn, in the colours and with the words of their states. Blocks that have left the
    /// pipeline since are marked. Without -Pipeline the run says which pipeline it is.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public MageRunArgument? Run { get; set; }

    /// <summary>Where the picture goes: LeftRight, the default, or TopDown. A tree has no direction.</summary>
    [Parameter]
    [OneWord]
    public DiagramDirection Direction
    {
        get => _style.Direction;
        set => _style.Direction = value;
    }

    /// <summary>Emits the diagrams.</summary>
    protected override void ProcessRecord()
    {
        if (Pipeline is null)
        {
            Attempt(Run?.Target, () => DrawRun(Run ?? throw RunErrors.NothingNamed(), null));
            return;
        }

        foreach (MagePipelineArgument argument in Pipeline)
        {
            MageRunArgument? own = IsTyped(nameof(Run)) ? null : RunOf(argument);
            if ((own ?? Run) is MageRunArgument run)
            {
                Attempt(run.Target, () => DrawRun(run, own is not null || argument.Name.Length == 0 ? null : argument));
            }
            else if (argument.Source is MagePipeline { Blocks.Length: > 0 } known && known.Session?.ListLag.Of(known.Uuid)?.Change == known.Shown)
            {
                Emit(DiagramGraph.Of(known.Uuid, known.AllBlocks));
            }
            else
            {
                // An object from before its session changed blocks is old.
                ForEachPipeline([argument], (session, uuid) => Emit(DiagramGraph.Of(uuid, Await(call => session.Blocks.ListAllAsync(uuid, call)))));
            }
        }
    }

    private static MageRunArgument? RunOf(MagePipelineArgument argument) => argument.Identity switch
    {
        { Noun: Noun.Run or Noun.BlockRun, RunId: not null } of => new MageRunArgument(of),
        _ => null,
    };

    private void DrawRun(MageRunArgument argument, MagePipelineArgument? within)
    {
        MageSession session = Resolve(argument.Session ?? within?.Session);
        Sameness.RequireHome(session, argument);
        if (!IsMeant(argument, "pipeline run", Noun.Run, Noun.BlockRun))
        {
            return;
        }

        MagePipelineRun run = Await(call => RunFinder.ReadAsync(session, argument, call));
        if (run.PipelineScheduleId is null)
        {
            Scope.Await(call => RunFailure.FillAsync(session, run, call));
        }

        if (run.PipelineUuid is null && run.BlockRuns.Length == 0)
        {
            throw RunErrors.BlocksUnknown(run);
        }

        if (within is not null && run.PipelineUuid is null)
        {
            throw RunErrors.PipelineUnknown(run);
        }

        if (within is not null && !Await(call => PipelinesOf(session).UuidsAsync(within, call)).Contains(run.PipelineUuid))
        {
            if (!within.IsPattern)
            {
                throw RunErrors.OfAnotherPipeline(run, within.Name);
            }

            return;
        }

        List<MageBlock> blocks = run.BlockRuns.Length > 0 ? BlocksOf(session, run) : Await(call => session.Blocks.ListAsync(run.PipelineUuid!, call));
        Scope.LearnFailure(session, run);
        Emit(DiagramGraph.Of(run, blocks));
    }

    /// <summary>Of a pipeline that was deleted with its schedules the block runs are left, and nothing of how they hung together.</summary>
    private List<MageBlock> BlocksOf(MageSession session, MagePipelineRun run)
    {
        try
        {
            return Await(call => session.Runs.BlocksAsync(run, call));
        }
        catch (MageException gone) when (run.PipelineScheduleId is null && gone.ErrorId == MageErrorId.PipelineNotFound)
        {
            return [];
        }
    }

    private void Emit(DiagramGraph graph) => WriteObject(Diagram.Render(graph, As, Direction));
}
