using System;
using System.Collections.Generic;

namespace MageAI.Errors;

/// <summary>The cmdlets that do what the client advises.</summary>
internal static class DeedCmdlets
{
    /// <summary>Where how a deed is meant does not come last, {0} stands for it.</summary>
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["change block"] = "Set-MageBlock",
        ["change pipeline"] = "Set-MagePipeline",
        ["change schedule"] = "Set-MageSchedule",
        ["connect"] = "Connect-Mage",
        ["enable schedule"] = "Enable-MageSchedule",
        ["list backfills"] = "Get-MageBackfill",
        ["list block runs"] = "Get-MageBlockRun",
        ["list blocks"] = "Get-MageBlock",
        ["list pipeline runs"] = "Get-MagePipelineRun",
        ["list pipelines"] = "Get-MagePipeline",
        ["list schedules"] = "Get-MageSchedule",
        ["make backfill"] = "New-MageBackfill",
        ["read server"] = "Get-MageServer",
        ["repeat failed"] = "Get-MagePipelineRun {0} | Restart-MagePipelineRun",
        ["remove backfill"] = "Remove-MageBackfill",
        ["remove schedule"] = "Remove-MageSchedule",
        ["run"] = "Invoke-MagePipelineRun",
        ["start backfill"] = "Start-MageBackfill",
        ["stop backfill"] = "Stop-MageBackfill",
        ["stop run"] = "Stop-MagePipelineRun",
        ["wait"] = "Wait-MagePipelineRun",
        ["wait for all"] = "Get-MagePipelineRun {0} | Wait-MagePipelineRun",
    };

    /// <summary>Such as " with Get-MageBlock -Pipeline etl"; nothing for a deed without a cmdlet.</summary>
    public static string Words(string deed, string how) =>
        !All.TryGetValue(deed, out string? cmdlet) ? string.Empty
            : cmdlet.Contains("{0}") ? $" with {cmdlet.Replace("{0}", how)}"
            : $" with {cmdlet}{(how.Length == 0 ? "" : " " + how)}";
}
