using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>Fresh processes: what importing and the first call cost, in turn with what they are compared to.</summary>
internal static class Starting
{
    public static async Task<List<Measure>> MeasureAsync(int rounds)
    {
        List<double> imports = [];
        List<double> ours = [];
        int assemblies = 0;
        string dependencies = string.Empty;
        for (int round = 0; round < rounds; round++)
        {
            double empty = Number(await Child.RunPowerShellAsync(Script(Engine.EmptyModule)), 0);
            string mine = await Child.RunPowerShellAsync(Script(Engine.StagedModule));
            imports.Add(Number(mine, 0) / empty);
            ours.Add(Number(mine, 0));
            assemblies = (int)Number(mine, 1);
            dependencies = Words(mine, 2);
        }

        List<Measure> measures =
        [
            Measure.AtMost("Import in a fresh process ÷ importing an empty one-cmdlet module", 2, Measure.Median(imports), "", $"{Measure.Median(ours):0} ms"),
            Measure.AtMost("Assemblies loaded by the import beyond PowerShell's own", 3, assemblies, "", dependencies.Length == 0 ? "no dependency among them" : dependencies),
        ];
        using ServerProcess server = new(20);
        List<double> uses = [];
        List<double> rest = [];
        for (int round = 0; round < rounds; round++)
        {
            double other = Number(await Child.RunPowerShellAsync($"(Measure-Command {{ Invoke-RestMethod {server.Uri}api/pipeline_runs?_limit=20 }}).TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)"), 0);
            double mine = Number(await Child.RunPowerShellAsync($"Import-Module '{Engine.StagedModule}'; (Measure-Command {{ Connect-Mage {server.Uri}; Get-MagePipelineRun -First 20 }}).TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)"), 0);
            uses.Add(mine / other);
            rest.Add(other);
        }

        measures.Add(Measure.AtMost("First Connect-Mage and list in a fresh process ÷ the first Invoke-RestMethod in one", 3, Measure.Median(uses), "", $"Invoke-RestMethod takes {Measure.Median(rest):0} ms"));
        return measures;
    }

    /// <summary>Milliseconds, the number of assemblies, and those of them that come from deps/.</summary>
    private static string Script(string module) => $$"""
        $before = [AppDomain]::CurrentDomain.GetAssemblies()
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Import-Module '{{module}}'
        $watch.Stop()
        $root = [IO.Path]::GetDirectoryName('{{module}}')
        $new = @([AppDomain]::CurrentDomain.GetAssemblies().Where({ $_ -notin $before -and -not $_.IsDynamic -and $_.Location.StartsWith($root) }))
        $deps = @($new.Where({ $_.Location.Contains('deps') }).ForEach({ $_.GetName().Name }))
        $watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture) + ' ' + $new.Count + ' ' + ($deps -join ',')
        """;

    private static double Number(string output, int at) => double.Parse(output.Trim().Split(' ')[at], CultureInfo.InvariantCulture);

    private static string Words(string output, int from) => string.Join(" ", output.Trim().Split(' ').Skip(from));
}
