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

    /// <summary>Checks what stands on the command line.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Ended(() =>
        {
            CheckTyped();
            return true;
        });
    }

    /// <summary>Waits for what is still being written; a preview says what it comes to.</summary>
    protected override void EndProcessing() => Steps.End();

    private protected override int Throttle => ThrottleLimit;

    /// <summary>
    /// Refuses a value on the command line that would be wrong for everything the command is about: said once, before anything is read, and not again for
    /// each thing.
    /// </summary>
    /// <exception cref="MageException">It is wrong.</exception>
    private protected virtual void CheckTyped()
    {
    }
}
