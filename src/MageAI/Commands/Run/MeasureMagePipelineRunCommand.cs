using System.Management.Automation;
using MageAI.Binding;
using MageAI.Reports;

namespace MageAI.Commands;

/// <summary>
/// Says how runs went: how many completed and failed, what is still open, how long they took and waited. Of the runs only numbers
/// are kept, so any number of them may come.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "MagePipelineRun", DefaultParameterSetName = ReadSet)]
[OutputType(typeof(MageRunStatistic))]
public sealed class MeasureMagePipelineRunCommand : MageRunReaderCmdlet
{
    /// <summary>It keeps the grouping too: a value of an enum here would load the assembly of reports with the import.</summary>
    private readonly RunMeasure _measure = new();

    /// <summary>
    /// What the runs of one statistic have in common: the pipeline, the schedule, or the day (in UTC) on which they were made.
    /// Without it, there is one statistic of all runs.
    /// </summary>
    [Parameter]
    [OneWord]
    public MageRunGrouping GroupBy
    {
        get => _measure.GroupBy;
        set => _measure.GroupBy = value;
    }

    /// <summary>Emits the statistics, unless something could not be read: half of the runs would tell something else.</summary>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (IsComplete)
        {
            WriteObject(_measure.Results(), enumerateCollection: true);
        }
    }

    private protected override void Take(MagePipelineRun run) => _measure.Add(run);
}
