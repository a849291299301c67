using System.Management.Automation;

namespace MageAI.Commands;

/// <summary>A cmdlet that writes, several things beside each other if that is asked for.</summary>
public abstract class MageWriteCmdlet : MageSessionCmdlet
{
    /// <summary>
    /// How many writes may be under way at once. Mage answers one request at a time, so more than a few save no time; writes to
    /// one pipeline go one after another in any case.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>Waits for what is still being written; a preview says what it comes to.</summary>
    protected override void EndProcessing() => Steps.End();

    private protected override int Throttle => ThrottleLimit;
}
