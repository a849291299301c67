using System.Collections.Generic;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Finding;

namespace MageAI.Commands;

/// <summary>
/// Waits until runs have ended, and emits each when it has. Many runs are watched with one request a look. A status Mage
/// may have in future counts as not ended. Ctrl+C ends the watching; the runs go on.
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "MagePipelineRun")]
[OutputType(typeof(MagePipelineRun))]
public sealed class WaitMagePipelineRunCommand : MageRunWatchCmdlet
{
    private readonly List<(MageSession, MagePipelineRun)> _runs = [];

    /// <summary>Ids or runs. All that come down the pipeline are watched together, so nothing is emitted before the last has come.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId", "Id")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public MageRunArgument[] Run { get; set; } = [];

    /// <summary>End with the first run that ends; the others go on.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>Collects the runs.</summary>
    protected override void ProcessRecord()
    {
        ForEach(Run, (session, argument) =>
        {
            if (IsMeant(argument, "pipeline run", Noun.Run, Noun.BlockRun))
            {
                _runs.Add((session, RunFinder.Known(session, argument)));
            }
        });
    }

    /// <summary>Waits.</summary>
    protected override void EndProcessing() => Watch(_runs, any: Any);
}
