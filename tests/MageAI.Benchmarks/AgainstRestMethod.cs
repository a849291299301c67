using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>What people would use instead, in the same pwsh process, in turn.</summary>
internal static class AgainstRestMethod
{
    public static async Task<List<Measure>> MeasureAsync(int rounds)
    {
        using ServerProcess server = new(Listing.Runs);
        string output = await Child.RunPowerShellAsync($$"""
            Import-Module '{{Engine.StagedModule}}'
            Connect-Mage {{server.Uri}}
            function Read-All {
                for ($offset = 0; ; $offset += $page.pipeline_runs.Count) {
                    $page = Invoke-RestMethod "{{server.Uri}}api/pipeline_runs?_limit=100&_offset=$offset"
                    $page.pipeline_runs
                    if (-not $page.metadata.next) { break }
                }
            }
            foreach ($round in 0..{{rounds}}) {
                $a = (Measure-Command { Read-All | Out-Null }).TotalSeconds
                $b = (Measure-Command { Get-MagePipelineRun | Out-Null }).TotalSeconds
                if ($round) { [string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $a, $b) }
            }
            """);
        double[][] pairs = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())];
        return
        [
            Measure.AtLeast("Invoke-RestMethod paging ÷ Get-MagePipelineRun", 5, Measure.Median([.. pairs.Select(pair => pair[0] / pair[1])]), "", $"Invoke-RestMethod takes {Measure.Median([.. pairs.Select(pair => pair[0])]) * 1000:0} ms"),
        ];
    }
}
