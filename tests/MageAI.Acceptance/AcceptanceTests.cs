using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace MageAI.Acceptance;

/// <summary>Each Pester test as a row of its own, so that a test run names it and counts it.</summary>
public sealed class AcceptanceTests
{
    /// <summary>The files that start PowerShells of their own, and mostly wait for them: they run beside the others, once for finding the tests and running them.</summary>
    private static readonly string[] s_starting = ["Failures.Tests.ps1", "Package.Tests.ps1", "Readme.Tests.ps1", "Runbooks.Tests.ps1", "Secrets.Tests.ps1"];

    private static readonly Task<IReadOnlyList<PesterTest>>[] s_runs =
    [
        Task.Run(() => PesterRun.Of(PesterRun.Files.Intersect(s_starting))),
        Task.Run(() => PesterRun.Of(PesterRun.Files.Except(s_starting))),
    ];

    public static IEnumerable<object?[]> Results() =>
        s_runs.SelectMany(run => run.GetAwaiter().GetResult()).Select(test => new object?[] { test.File, test.Name, test.Result, test.Message });

    [SkippableTheory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void Pester(string file, string test, string result, string? message)
    {
        Skip.If(result == "Skipped", message ?? "Skipped by Pester.");
        Assert.True(result == "Passed", $"{file}: {test}: {result}\n{message}");
    }
}
