using System.Collections;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>
/// Changes blocks: only what is passed is sent. Code goes to the block's file, because the block's own route ignores it;
/// where other pipelines share that file, <c>-Force</c> is asked for.
/// </summary>
[Cmdlet(VerbsCommon.Set, "MageBlock", SupportsShouldProcess = true)]
[OutputType(typeof(MageBlock))]
public sealed class SetMageBlockCommand : BlockTargetCmdlet
{
    private readonly PerSession<BlockFiles> _files = new(session => new BlockFiles(session));

    /// <summary>A new name, which changes the uuid. Pipelines that share the file would lose its code.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? NewName { get; set; }

    /// <summary>The new code.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Content { get; set; }

    /// <summary>A local file with the new code: UTF-8, or UTF-16 with a byte order mark. Any other is refused.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The blocks it takes its input from, instead of all it has; an empty list for none.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(BlockCompleter))]
    public string[]? Upstream { get; set; }

    /// <summary>Blocks to take input from as well.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BlockCompleter))]
    public string[]? AddUpstream { get; set; }

    /// <summary>Blocks to take no more input from.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BlockCompleter))]
    public string[]? RemoveUpstream { get; set; }

    /// <summary>The colour in Mage's editor.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BlockColorCompleter))]
    public string? Color { get; set; }

    /// <summary>Keys of its configuration to set; the others stay, and one whose value is $null goes. $null in place of them clears all.</summary>
    [Parameter]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(BlockConfigurationCompleter))]
    public IDictionary? Configuration { get; set; }

    /// <summary>After what time its run is ended: seconds, a text such as 30m, or a TimeSpan; 0 for never.</summary>
    [Parameter]
    [Seconds]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int Timeout { get; set; }

    /// <summary>How it is tried again after a failure: retries, delay, max_delay (seconds), exponential_backoff. What is not named stays, a key whose value is $null goes, and $null in place of them clears all.</summary>
    [Parameter]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(RetryConfigCompleter))]
    public IDictionary? RetryConfig { get; set; }

    /// <summary>How it runs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ExecutorTypeCompleter))]
    public string? ExecutorType { get; set; }

    /// <summary>Change code or name although other pipelines share the file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emit the changed blocks.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Handle(MageSession session, MageBlock block)
    {
        if (Content is not null && Path is not null)
        {
            throw new MageException(MageErrorId.InvalidInput, "Both -Content and -Path were given; nothing was sent.") { RecommendedAction = "Pass one of them." };
        }

        BlockWriting writing = new(session, _files.Of(session), Changes(), Path is null ? Content : ReadText(Path), NewName, Force, Path);
        if (writing.IsEmpty)
        {
            WriteWarning($"Nothing to change was given for block {block.Uuid}.");
            return;
        }

        Perform(session, writing.Plan(block), changed =>
        {
            if (IsBound(nameof(Configuration)) && BlockNeeds.Missing(changed) is string missing)
            {
                WriteWarning(missing);
            }

            if (PassThru)
            {
                WriteObject(changed);
            }
        });
    }

    private BlockChanges Changes()
    {
        BlockChanges changes = new() { UpstreamEdit = (Upstream, AddUpstream, RemoveUpstream) };
        if (Color is not null)
        {
            changes.Color = Color;
        }

        if (IsBound(nameof(Configuration)))
        {
            changes.ConfigurationEdit = Configuration;
        }

        if (IsBound(nameof(Timeout)))
        {
            changes.Timeout = Timeout == 0 ? null : Timeout;
        }

        if (IsBound(nameof(RetryConfig)))
        {
            changes.RetryConfig = RetryConfig;
        }

        if (ExecutorType is not null)
        {
            changes.ExecutorType = ExecutorType;
        }

        return changes;
    }
}
