using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Reports.Diagrams;
using MageAI.Runs;

namespace MageAI.Commands;

/// <summary>
/// Draws pipelines: as text for a terminal, as Mermaid or Graphviz source, or as an SVG that is laid out here. With a run, each block
/// shows its state in it, its duration and its error.
/// </summary>
[Cmdlet(VerbsData.ConvertTo, "MageDiagram")]
[OutputType(typeof(string))]
public sealed class ConvertToMageDiagramCommand : MageRunCmdlet
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
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageRunArgument? Run { get; set; }

    /// <summary>Where the picture goes: LeftRight, the default, or TopDown. A tree has no direction.</summary>
    [Parameter]
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
            Attempt(null, () => DrawRun(Run ?? throw RunErrors.NothingNamed(), null));
            return;
        }

        foreach (MagePipelineArgument argument in Pipeline)
        {
            MageRunArgument? run = Run ?? (argument.Source is MagePipelineRun or MageBlockRun ? new MageRunArgument(argument.Source) : null);
            if (run is not null)
            {
                DrawRun(run, argument);
            }
            else
            {
                Attempt(argument.Name, () => DrawPipelines(argument));
            }
        }
    }

    private void DrawPipelines(MagePipelineArgument argument)
    {
        if (argument.Source is MagePipeline { Blocks.Length: > 0 } known)
        {
            Emit(DiagramGraph.Of(known.Uuid, known.Blocks));
            return;
        }

        MageSession session = Resolve(argument.Session);
        if (!argument.IsPattern)
        {
            Emit(DiagramGraph.Of(argument.Uuid, Await(call => session.Blocks.ListAsync(argument.Uuid, call))));
            return;
        }

        foreach (MagePipeline pipeline in FindPipelines(argument, session, includeSchedules: false))
        {
            Emit(DiagramGraph.Of(pipeline.Uuid, pipeline.Blocks));
        }
    }

    private void DrawRun(MageRunArgument argument, MagePipelineArgument? within)
    {
        MageSession session = Resolve(argument.Session ?? within?.Session);
        if (TryRunId(argument, out int id))
        {
            Attempt(id, () => DrawRun(session, id, within));
        }
    }

    private void DrawRun(MageSession session, int id, MagePipelineArgument? within)
    {
        MagePipelineRun run = Await(call => session.Runs.ReadAsync(id, call));
        if (run.PipelineUuid is not string pipeline)
        {
            throw RunErrors.BlocksUnknown(run);
        }

        if (within is not null && !PipelineUuids(within, session).Contains(pipeline))
        {
            if (!within.IsPattern)
            {
                throw RunErrors.OfAnotherPipeline(run, within.Uuid);
            }

            return;
        }

        List<MageBlock> blocks = Await(call => run.BlockRuns.Length > 0 ? session.Runs.BlocksAsync(run, call) : session.Blocks.ListAsync(pipeline, call));
        Emit(DiagramGraph.Of(run, blocks));
    }

    private void Emit(DiagramGraph graph) => WriteObject(Diagram.Render(graph, As, Direction));
}
