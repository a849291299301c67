using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace MageAI.Acceptance;

/// <summary>The tests that start PowerShells of their own and mostly wait for them.</summary>
public sealed class RunbookAcceptanceTests
{
    private static readonly string[] s_files = ["Failures.Tests.ps1", "Package.Tests.ps1", "Readme.Tests.ps1", "Runbooks.Tests.ps1", "Secrets.Tests.ps1", "Shell.Tests.ps1"];

    /// <summary>One PowerShell runs beside another: of two cores neither waits for the other.</summary>
    internal static bool Has(string file) => s_files.Contains(file, StringComparer.Ordinal);

    public static IEnumerable<object?[]> Results() => Acceptance.Rows(Has);

    [SkippableTheory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void Pester(string file, string test, string result, string? message) => Acceptance.Check(file, test, result, message);
}

/// <summary>All other tests of the cmdlets in a real PowerShell.</summary>
public sealed class CmdletAcceptanceTests
{
    public static IEnumerable<object?[]> Results() => Acceptance.Rows(file => !RunbookAcceptanceTests.Has(file));

    [SkippableTheory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public void Pester(string file, string test, string result, string? message) => Acceptance.Check(file, test, result, message);
}

/// <summary>Each Pester test as a row of its own, so that a test run names it and counts it.</summary>
internal static class Acceptance
{
    public static IEnumerable<object?[]> Rows(Func<string, bool> which) =>
        PesterRun.Of(PesterRun.Files.Where(which)).Select(test => new object?[] { test.File, test.Name, test.Result, test.Message });

    public static void Check(string file, string test, string result, string? message)
    {
        Skip.If(result == "Skipped", message ?? "Skipped by Pester.");
        Assert.True(result == "Passed", $"{file}: {test}: {result}\n{message}");
    }
}
