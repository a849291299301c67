using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;

namespace MageAI.Commands;

/// <summary>What changing and removing pipelines share: which pipelines are meant.</summary>
public abstract class PipelineWriterCommand : MageSessionCmdlet
{
    /// <summary>Uuids, names, wildcard patterns or pipelines.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid", "Pipeline")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[] Uuid { get; set; } = [];

    /// <summary>
    /// How many writes may be under way at once. Mage answers one request at a time, so more than a few save no time; writes to
    /// one pipeline go one after another in any case.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override int Throttle => ThrottleLimit;

    /// <summary>Handles each pipeline that is meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (MagePipelineArgument argument in Uuid)
        {
            MageSession session = Resolve(argument.Session);
            if (!IsMeant<MagePipeline>(argument.Source, "pipeline"))
            {
                continue;
            }

            Attempt(argument.Name, () =>
            {
                foreach (string uuid in PipelineUuids(argument, session).ToArray())
                {
                    Attempt(uuid, () => Handle(session, uuid));
                }
            });
        }
    }

    private protected abstract void Handle(MageSession session, string uuid);
}
