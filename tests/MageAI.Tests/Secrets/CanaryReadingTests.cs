using Xunit;

namespace MageAI.Tests.Secrets;

/// <summary>The cmdlets that read, connect and wait.</summary>
public sealed class CanaryReadingTests : CanaryTestsBase
{
    public static TheoryData<string> These => Cmdlets(verb => verb is "Get" or "Measure" or "Export" or "ConvertTo" or "Wait" or "Connect" or "Disconnect");

    [Theory]
    [MemberData(nameof(These))]
    public void No_secret_is_in_anything_a_cmdlet_leaves(string cmdlet) => NoSecretIsInAnythingItLeaves(cmdlet);
}
