using System.Management.Automation;

namespace MageAI.Benchmarks.Empty;

/// <summary>The one cmdlet of the smallest binary module there is: what importing any costs.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
[OutputType(typeof(void))]
public sealed class GetNothingCommand : PSCmdlet;
