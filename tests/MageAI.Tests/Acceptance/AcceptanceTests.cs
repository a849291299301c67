using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace MageAI.Tests.Acceptance;

/// <summary>Each Pester test as a row of its own, so that a test run names it and counts it.</summary>
public sealed class AcceptanceTests
{
    /// <summary>Files that mostly wait, for PowerShells of their own and for runs: they run beside the others.</summary>
    private static readonly string[][] s_beside =
    [
        ["Runbooks.Tests.ps1"], ["Failures.Tests.ps1", "Help.Tests.ps1", "Package.Tests.ps1", "Readme.Tests.ps1", "Secrets.Tests.ps1"],
    ];

    /// <summary>Begun once, whether the tests are only listed or run too.</summary>
    private static readonly Task<IReadOnlyList<PesterTest>>[] s_runs =
    [
        .. s_beside.Append([.. PesterRun.Files.Except(s_beside.SelectMany(files => files))]).Select(files => Task.Run(() => PesterRun.Of(PesterRun.Files.Intersect(files)))),
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
