using System;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;

namespace MageAI.Commands;

/// <summary>
/// Says what an interval of a schedule means to Mage, and when it comes: a cron expression or one of Mage's words. No server is asked; a schedule
/// piped in is tested by its interval.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "MageCron")]
[OutputType(typeof(MageCronTest))]
public sealed class TestMageCronCommand : MageCmdlet
{
    /// <summary>Cron expressions, or Mage's words such as @daily. In UTC, or with -TimeZone in the times of that place.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ScheduleInterval", "Cron")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ScheduleIntervalCompleter))]
    public string[] Expression { get; set; } = [];

    /// <summary>The place whose times the expression tells; without it they are those of UTC.</summary>
    [Parameter]
    [TimeZone]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>How many of the next times to tell.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int Count { get; set; } = 5;

    /// <summary>The moment after which they are looked for; without an offset it is local time. Default: now.</summary>
    [Parameter]
    [Moment]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageTimeArgument? From { get; set; }

    /// <summary>Tests each.</summary>
    protected override void ProcessRecord()
    {
        foreach (string expression in Expression ?? [])
        {
            // A schedule that calls start has none, and so has an empty cell; what is typed is judged.
            if (!string.IsNullOrEmpty(expression) || !MyInvocation.ExpectingInput)
            {
                WriteObject(MageCronTest.Of(expression ?? string.Empty, TimeZone, From?.Exact(null) ?? DateTimeOffset.UtcNow, Count));
            }
        }
    }
}
