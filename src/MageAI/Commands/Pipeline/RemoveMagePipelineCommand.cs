using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Operations;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>Removes pipelines. Mage leaves their schedules and runs behind, so this offers to take the schedules, and warns if not.</summary>
[Cmdlet(VerbsCommon.Remove, "MagePipeline", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMagePipelineCommand : PipelineTargetCmdlet
{
    private readonly PerSession<PipelineRemoval> _removals;

    /// <summary>Made by PowerShell.</summary>
    public RemoveMagePipelineCommand() => _removals = new(session => new PipelineRemoval(session, IncludeSchedule));

    /// <summary>Remove the pipeline's schedules first; otherwise they stay behind and nothing shows them with a pipeline.</summary>
    [Parameter]
    public SwitchParameter IncludeSchedule { get; set; }

    private protected override void Handle(MageSession session, string uuid)
    {
        if (!IsFirst(session, Noun.Pipeline, uuid))
        {
            return;
        }

        Perform(session, Await(call => _removals.Of(session).PlanAsync(uuid, call)), left =>
        {
            if (left.Length > 0)
            {
                WriteWarning(
                    $"Pipeline {uuid} is removed, its {PipelineRemoval.Count(left)} stayed behind (id {string.Join(", ", left.Select(schedule => schedule.Id))}). "
                    + "Remove them with Remove-MageSchedule, or next time with -IncludeSchedule.");
            }
        });
    }
}
