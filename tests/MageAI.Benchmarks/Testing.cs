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
        string solution = Path.Combine(Repository(), "MageAI.sln");
        await Child.RunDotnetAsync("build", solution, "--nologo", "-c", "Release");
        Stopwatch watch = Stopwatch.StartNew();
        await Child.RunDotnetAsync("test", solution, "--no-build", "--nologo", "-c", "Release");
        return Measure.AtMost("dotnet test of a built tree, Pester included", MostSeconds, watch.Elapsed.TotalSeconds, " s", $"{Environment.ProcessorCount} cores");
    }

    private static string Repository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MageAI.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("This program does not lie in the repository it was built from.");
    }
}
