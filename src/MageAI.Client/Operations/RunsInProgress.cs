using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Runs;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>
/// The runs of a pipeline that have not ended, for changes that they would not survive: Mage takes both the pipeline and the blocks of a run by their names of now
/// (by experiment on 0.9.79).
/// </summary>
internal sealed class RunsInProgress(MageSession session)
{
    /// <summary>So many are asked for: one page.</summary>
    private const int Most = 100;

    private const int Named = 5;

    private static readonly string[] s_statuses = [RunStatus.Initial, RunStatus.Running];

    private readonly Read<string, List<MagePipelineRun>> _runs = new(
        session, (pipeline, call) => session.Runs.List(new RunQuery { Pipelines = [pipeline], Statuses = s_statuses }, call).ToListAsync(Most, call.Cancellation));

    /// <summary>Refuses to rename a pipeline under its runs. One that has yet to begin may do so at any moment.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.RunInProgress"/>.</exception>
    public async Task RequireNoneAsync(string pipeline, MageCall call)
    {
        List<MagePipelineRun> runs = await _runs.ReadAsync(pipeline, call).ConfigureAwait(false);
        if (runs.Count > 0)
        {
            throw new MageException(
                MageErrorId.RunInProgress,
                $"Pipeline {pipeline} has {(runs.Count == 1 ? "a run" : "runs")} in progress: {Names(runs)}. Renamed now, what its blocks have returned would stay under the old name, and the blocks after them read nothing. Nothing was sent.")
            {
                Target = pipeline,
                RecommendedAction = $"Wait for their end [wait for all: -Pipeline {pipeline} -Status initial, running], cancel them [stop run], or pass -Force to rename it all the same.",
            };
        }
    }

    /// <summary>What to warn of where a block leaves runs that have it: they run it by its name, or what is below it; null where none has it.</summary>
    /// <param name="block">The block.</param>
    /// <param name="change">What becomes of it, as in "renamed".</param>
    /// <param name="call">The caller.</param>
    public async Task<string?> ConcernAsync(MageBlock block, string change, MageCall call)
    {
        if (block.IsSide)
        {
            return null;
        }

        MagePipelineRun[] concerned =
        [
            .. (await _runs.ReadAsync(block.PipelineUuid, call).ConfigureAwait(false))
                .Where(run => run.BlockRuns.Any(part => part.BlockUuid?.Split(':')[0] == block.Uuid)),
        ];
        (string runs, string which, string them) = concerned.Length == 1 ? ("a run", "the run", "it") : ("runs", "each", "them");
        return concerned.Length == 0 ? null
            : $"Block {block.Uuid} is {change} while {runs} of pipeline {block.PipelineUuid} with it {(concerned.Length == 1 ? "is" : "are")} in progress: {Names(concerned)}. "
                + $"Mage does not find it there any more, and {which} may never end: then cancel {them}.";
    }

    private static string Names(IReadOnlyCollection<MagePipelineRun> runs)
    {
        string names = string.Join(", ", runs.Take(Named).Select(run => Wording.Text($"{run.Id} ({run.Status})")));
        return runs.Count <= Named ? names : Wording.Text($"{names} and {runs.Count - Named}{(runs.Count < Most ? "" : " or more")} others");
    }
}
