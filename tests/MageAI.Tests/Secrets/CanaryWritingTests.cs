using Xunit;

namespace MageAI.Tests.Secrets;

/// <summary>The cmdlets that write.</summary>
public sealed class CanaryWritingTests : CanaryTestsBase
{
    public static TheoryData<string> These => Cmdlets(verb => verb is not ("Get" or "Measure" or "Export" or "ConvertTo" or "Wait" or "Connect" or "Disconnect"));

    [Theory]
    [MemberData(nameof(These))]
    public void No_secret_is_in_anything_a_cmdlet_leaves(string cmdlet) => NoSecretIsInAnythingItLeaves(cmdlet);
}
