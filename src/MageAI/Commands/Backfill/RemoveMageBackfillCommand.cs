using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Operations;
using MageAI.Operations.Backfilling;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// Removes backfills. Mage keeps their runs, which belong to no backfill then, and the schedule it made for them. One with runs that
/// have not ended is refused without <c>-Force</c>. On SQLite the id is given out again.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "MageBackfill", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMageBackfillCommand : BackfillEnderCommand
{
    /// <summary>End the runs that have not ended first, as Stop-MageBackfill does.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Remove the schedule that Mage made for it too. Its runs stay in the database, but no list of Mage shows them any more, nor their logs.</summary>
    [Parameter]
    public SwitchParameter IncludeSchedule { get; set; }

    private protected override Task<Plan<MageBackfill>> PlanAsync(BackfillEnd end, MageBackfill backfill, MageCall call) =>
        end.RemoveAsync(backfill, Force, IncludeSchedule, call);
}
