using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>How long the tests take, as whoever changes something waits for them.</summary>
internal static class Testing
{
    /// <summary>For a machine with two cores that does nothing else.</summary>
    private const double MostSeconds = 150;

    /// <summary>Runs <c>dotnet test</c> on what is built; nothing of it is counted if a test fails.</summary>
    public static async Task<Measure> MeasureAsync()
    {
        string solution = Path.Combine(Child.Repository, "MageAI.sln");
        await Child.RunDotnetAsync("build", solution, "--nologo", "-c", "Release");
        Stopwatch watch = Stopwatch.StartNew();
        await Child.RunDotnetAsync("test", solution, "--no-build", "--nologo", "-c", "Release");
        return Measure.AtMost("dotnet test of a built tree, Pester included", MostSeconds, watch.Elapsed.TotalSeconds, " s", $"{Environment.ProcessorCount} cores");
    }
}
