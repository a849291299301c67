namespace MageAI.Tests.Acceptance;

/// <summary>What became of one Pester test.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Result">Passed, Failed or Skipped.</param>
/// <param name="Message">Why it failed.</param>
internal sealed record PesterTest(string File, string Name, string Result, string? Message);
