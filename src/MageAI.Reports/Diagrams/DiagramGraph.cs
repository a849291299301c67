using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports.Diagrams;

/// <summary>The blocks of a pipeline, or of one run of it, and what takes from what.</summary>
internal sealed class DiagramGraph
{
    private DiagramGraph(string pipeline, DiagramRun? run, List<MageBlock> blocks, Func<MageBlock, DiagramNode> show)
    {
        Pipeline = DiagramText.Plain(pipeline);
        Run = run;
        Name = Pipeline.Length == 0 && run is not null ? $"run {run.Number}" : Pipeline;
        Nodes = blocks.ConvertAll(block => show(block));
        Edges = Connect(blocks, Nodes);
    }

    /// <summary>The pipeline's uuid; empty where Mage no longer tells of which pipeline a run is.</summary>
    public string Pipeline { get; }

    /// <summary>The pipeline's uuid, else the run.</summary>
    public string Name { get; }

    /// <summary>The run shown; null for the pipeline as such.</summary>
    public DiagramRun? Run { get; }

    /// <summary>Pipeline and run in a few words, such as "daily_sales run 7 (failed)".</summary>
    public string Title => Run is null ? Pipeline : $"{Pipeline} run {Run.Number} ({Run.Status}{(Run.Reason is null ? "" : ": " + Run.Reason)})".TrimStart();

    /// <summary>In the pipeline's order, each uuid once.</summary>
    public IReadOnlyList<DiagramNode> Nodes { get; }

    /// <summary>
    /// Places of nodes, from the block above to the block below, each pair once, none from a block to itself. A file edited by hand
    /// may hold a cycle.
    /// </summary>
    public IReadOnlyList<(int From, int To)> Edges { get; }

    /// <summary>The graph of a pipeline.</summary>
    public static DiagramGraph Of(string pipeline, IEnumerable<MageBlock> blocks) => new(pipeline, null, Distinct(blocks), block => Show(block, null));

    /// <summary>The graph of a run, with the states of its blocks.</summary>
    /// <param name="run">The run with its block runs.</param>
    /// <param name="blocks">
    /// The blocks that Mage shows of the run, children of dynamic blocks each by itself. Blocks that have left the pipeline are
    /// not among them, nor, where a run has over a hundred, all children: those are taken from the block runs.
    /// </param>
    public static DiagramGraph Of(MagePipelineRun run, IEnumerable<MageBlock> blocks)
    {
        Dictionary<string, MageBlockRun> states = new(StringComparer.Ordinal);
        foreach (MageBlockRun state in run.BlockRuns.Where(state => state.BlockUuid is not null).OrderBy(state => state.Id))
        {
            states[DiagramText.Plain(state.BlockUuid)] = state;
        }

        List<MageBlock> all = Distinct(blocks);
        ILookup<string, MageBlock> families = all.ToLookup(block => Base(block.Uuid), StringComparer.Ordinal);
        HashSet<string> listed = new(all.Select(block => DiagramText.Plain(block.Uuid)), StringComparer.Ordinal);
        HashSet<MageBlock> removed = [];
        foreach (MageBlockRun state in run.BlockRuns)
        {
            if (state.BlockUuid is not string uuid || !listed.Add(DiagramText.Plain(uuid)))
            {
                continue;
            }

            MageBlock? sibling = families[Base(uuid)].FirstOrDefault();
            MageBlock missing = new()
            {
                Uuid = uuid,
                Name = sibling?.Name,
                Type = sibling?.Type,
                UpstreamBlocks = sibling?.UpstreamBlocks ?? [],
            };
            all.Add(missing);
            if (sibling is null)
            {
                removed.Add(missing);
            }
        }

        return new DiagramGraph(
            run.PipelineUuid ?? string.Empty,
            new DiagramRun(run.Id, DiagramText.Plain(run.Status), run.StartedAt, run.Duration)
            {
                Reason = Wording.FirstLine(run.FailureReason) is string reason ? DiagramText.Plain(reason).TrimEnd('.') : null,
            },
            all,
            block =>
            {
                states.TryGetValue(DiagramText.Plain(block.Uuid), out MageBlockRun? state);
                return Show(block, state) with { IsRemoved = removed.Contains(block) };
            });
    }

    private static DiagramNode Show(MageBlock block, MageBlockRun? state)
    {
        string uuid = DiagramText.Plain(block.Uuid);
        string part = uuid.Substring(Base(uuid).Length);
        string name = DiagramText.Plain(block.Name).Trim();

        // Children of a dynamic block all have its name.
        string label = name.Length == 0 ? uuid : name.EndsWith(part, StringComparison.Ordinal) ? name : name + part;
        return new DiagramNode(uuid, label, block.Type is null ? null : DiagramText.Plain(block.Type))
        {
            Status = state?.Status is string status ? DiagramText.Plain(status) : null,
            Duration = state is { Duration: TimeSpan took } && (took > TimeSpan.Zero || state.Status == BlockRunStatus.Completed) ? took : null,
            Error = state?.ErrorLine is string error ? DiagramText.Plain(error) : null,
        };
    }

    private static List<MageBlock> Distinct(IEnumerable<MageBlock> blocks)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        return [.. blocks.Where(block => seen.Add(DiagramText.Plain(block.Uuid)))];
    }

    private static List<(int From, int To)> Connect(List<MageBlock> blocks, IReadOnlyList<DiagramNode> nodes)
    {
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        Dictionary<string, List<int>> families = new(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            places[nodes[i].Uuid] = i;
            string family = Base(nodes[i].Uuid);
            if (!families.TryGetValue(family, out List<int>? members))
            {
                families[family] = members = [];
            }

            members.Add(i);
        }

        HashSet<(int, int)> seen = [];
        List<(int From, int To)> edges = [];
        for (int to = 0; to < blocks.Count; to++)
        {
            foreach (int from in blocks[to].UpstreamBlocks.SelectMany(upstream => Find(DiagramText.Plain(upstream), nodes[to].Uuid, places, families)))
            {
                if (from != to && seen.Add((from, to)))
                {
                    edges.Add((from, to));
                }
            }
        }

        return edges;
    }

    /// <summary>
    /// The blocks that one names as above it. In a run it may name a dynamic block's child by the block alone: then the child of the
    /// same number is meant, or all of them. A name that nobody has is passed over.
    /// </summary>
    private static List<int> Find(string upstream, string below, Dictionary<string, int> places, Dictionary<string, List<int>> families)
    {
        string part = below.Substring(Base(below).Length);
        return places.TryGetValue(upstream, out int place) || (part.Length > 0 && places.TryGetValue(upstream + part, out place))
            ? [place]
            : families.TryGetValue(upstream, out List<int>? members) ? members
            : places.TryGetValue(Base(upstream), out place) ? [place]
            : [];
    }

    private static string Base(string uuid)
    {
        int colon = uuid.IndexOf(':');
        return colon < 0 ? uuid : uuid.Substring(0, colon);
    }
}
