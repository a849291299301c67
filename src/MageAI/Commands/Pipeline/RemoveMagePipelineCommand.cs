using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>Removes pipelines. Mage leaves their schedules and runs behind, so this offers to take the schedules, and warns if not.</summary>
[Cmdlet(VerbsCommon.Remove, "MagePipeline", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMagePipelineCommand : MageSessionCmdlet
{
    /// <summary>Uuids, names, wildcard patterns or pipelines.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid", "Pipeline")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[] Uuid { get; set; } = [];

    /// <summary>Remove the pipeline's schedules first; otherwise they stay behind and nothing shows them with a pipeline.</summary>
    [Parameter]
    public SwitchParameter IncludeSchedule { get; set; }

    /// <summary>Removes the pipelines.</summary>
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
                    Attempt(uuid, () => Remove(session, uuid));
                }
            });
        }
    }

    private void Remove(MageSession session, string uuid)
    {
        List<MageSchedule> schedules = Await(call => Task.Run(() => session.Schedules.ListFor(uuid, call).Read(0, null, call.Cancellation).ToList()));
        string what = schedules.Count == 0 ? $"pipeline {uuid}"
            : IncludeSchedule ? $"pipeline {uuid} and its {Count(schedules)}"
            : $"pipeline {uuid}, leaving its {Count(schedules)} behind,";
        bool done = Write(session, what, "Remove", uuid, async call =>
        {
            if (IncludeSchedule)
            {
                await RemoveSchedulesAsync(session, schedules, call).ConfigureAwait(false);
            }

            await session.Pipelines.DeleteAsync(uuid, call).ConfigureAwait(false);
        });
        if (done && schedules.Count > 0 && !IncludeSchedule)
        {
            WriteWarning($"Pipeline {uuid} is removed, its {Count(schedules)} stayed behind (id {string.Join(", ", schedules.Select(schedule => schedule.Id))}). Remove them with Remove-MageSchedule, or next time with -IncludeSchedule.");
        }
    }

    private static async Task RemoveSchedulesAsync(MageSession session, List<MageSchedule> schedules, MageCall call)
    {
        foreach (MageSchedule schedule in schedules)
        {
            try
            {
                await session.Schedules.DeleteAsync(schedule.Id, schedule.PipelineUuid, call).ConfigureAwait(false);
            }
            catch (MageException gone) when (gone.ErrorId == MageErrorId.ScheduleNotFound)
            {
                // Somebody else removed it first, which is what was asked for.
            }
        }
    }

    private static string Count(List<MageSchedule> schedules) => schedules.Count == 1 ? "schedule" : $"{schedules.Count} schedules";
}
