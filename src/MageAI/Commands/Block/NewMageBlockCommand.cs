using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>
/// Makes a block in a pipeline. A name whose file already exists in the project is refused: Mage would share the file and
/// overwrite its code for every pipeline that uses it. Where its code comes from is checked here and not by parameter sets, so that rows of a CSV file may
/// have a column for each way.
/// </summary>
[Cmdlet(VerbsCommon.New, "MageBlock", SupportsShouldProcess = true)]
[OutputType(typeof(MageBlock))]
public sealed class NewMageBlockCommand : MageWriteCmdlet
{
    private readonly PerSession<BlockMaking> _makings = new(session => new BlockMaking(session));

    /// <summary>Blocks that came before those they take their input from.</summary>
    private List<(MageSession Session, string Pipeline, string Name, BlockChanges Fields)> _early = [];

    /// <summary>The pipeline: uuid, name or object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    public MagePipelineArgument? Pipeline { get; set; }

    /// <summary>The name; its uuid is made of it, a slash makes folders.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>What it does: data_loader, transformer, data_exporter, sensor, custom and so on.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BlockTypeCompleter))]
    public string Type { get; set; } = string.Empty;

    /// <summary>The language. Default: that of the file's ending, else python.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BlockLanguageCompleter))]
    public string? Language { get; set; }

    /// <summary>The code; an empty text for none. Default: Mage's template for the type.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Content { get; set; }

    /// <summary>A local file with the code: UTF-8, or UTF-16 with a byte order mark. Any other is refused.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    /// <summary>Share the file that exists under this name elsewhere in the project, with the code it has.</summary>
    [Parameter]
    public SwitchParameter ReuseExisting { get; set; }

    /// <summary>The blocks it takes its input from; in a table one cell with commas between. Default: none; Mage chains nothing by itself.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("UpstreamBlocks")]
    [List]
    [AllowEmptyCollection]
    [AllowNull]
    [ArgumentCompleter(typeof(BlockCompleter))]
    public string[]? Upstream { get; set; }

    /// <summary>The place in the pipeline, from 0. Default: last.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, int.MaxValue)]
    public int Priority { get; set; }

    /// <summary>Its configuration, as Mage's editor keeps it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(BlockConfigurationCompleter))]
    public IDictionary? Configuration { get; set; }

    /// <summary>The colour in Mage's editor.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BlockColorCompleter))]
    public string? Color { get; set; }

    /// <summary>After what time its run is ended: seconds, a text such as 30m, or a TimeSpan; 0 for never.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Seconds]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? Timeout { get; set; }

    /// <summary>How it is tried again after a failure: retries, delay, max_delay (seconds), exponential_backoff.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Map]
    [AllowNull]
    [ArgumentCompleter(typeof(RetryConfigCompleter))]
    public IDictionary? RetryConfig { get; set; }

    /// <summary>How it runs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ExecutorTypeCompleter))]
    public string? ExecutorType { get; set; }

    /// <summary>Makes the block and emits it.</summary>
    protected override void ProcessRecord()
    {
        Attempt(Name, () =>
        {
            BlockChanges fields = Fields();
            ForEachPipeline([Pipeline!], (session, pipeline) => Make(session, pipeline, Name, fields, mayWait: MyInvocation.ExpectingInput));
        });
    }

    /// <summary>Makes those that waited for others, in the order in which they can be.</summary>
    protected override void EndProcessing()
    {
        Steps.Drain();
        for (int before = int.MaxValue; _early.Count < before;)
        {
            List<(MageSession Session, string Pipeline, string Name, BlockChanges Fields)> now = _early;
            (_early, before) = ([], now.Count);
            now.ForEach(block => Attempt(block.Name, () => Make(block.Session, block.Pipeline, block.Name, block.Fields, mayWait: true)));
            Steps.Drain();
        }

        _early.ForEach(block => Attempt(block.Name, () => Make(block.Session, block.Pipeline, block.Name, block.Fields, mayWait: false)));
        base.EndProcessing();
    }

    private void Make(MageSession session, string pipeline, string name, BlockChanges fields, bool mayWait)
    {
        try
        {
            Steps.Perform(session, _makings.Of(session).Plan(pipeline, name, fields), Emit, Wait);
        }
        catch (MageException failure) when (Wait(failure))
        {
        }

        // The blocks of a table stand in the pipeline's order, which need not be the one they run in.
        bool Wait(MageException failure)
        {
            bool waits = mayWait && failure.ErrorId == MageErrorId.BlockNotFound && fields.Touches("upstream_blocks");
            if (waits)
            {
                _early.Add((session, pipeline, name, fields));
            }

            return waits;
        }
    }

    private void Emit(MageBlock made)
    {
        if (BlockNeeds.Missing(made) is string missing)
        {
            WriteWarning($"{missing} Add it with Set-MageBlock -Configuration.");
        }

        WriteObject(made);
    }

    private BlockChanges Fields()
    {
        string? path = string.IsNullOrWhiteSpace(Path) && !IsTyped(nameof(Path)) ? null : Path;
        string language = !string.IsNullOrEmpty(Language) ? Language! : (path is null ? null : BlockLanguage.OfFile(path)) ?? "python";
        BlockChanges fields = new() { Name = Name, Type = Type, Language = language };
        string? content = Code(path);
        if (path is not null)
        {
            BlockLanguage.RequireSame(path, language, Name);
        }

        BlockNeeds.RequireModel(Name, Type, language, Configuration);
        if ((path is null ? content : ReadText(path)) is string code)
        {
            fields.Content = code;
        }

        string[] upstream = ListAttribute.Of(Upstream, isCell: true);
        if (upstream.Length > 0)
        {
            fields.UpstreamBlocks = upstream;
        }

        if (IsBound(nameof(Priority)))
        {
            fields.Priority = Priority;
        }

        if (Configuration is not null && (Configuration.Count > 0 || IsTyped(nameof(Configuration))))
        {
            fields.Configuration = Configuration;
        }

        if (!string.IsNullOrEmpty(Color) || IsTyped(nameof(Color)))
        {
            fields.Color = Color!;
        }

        if (Timeout is > 0)
        {
            fields.Timeout = Timeout;
        }

        if (RetryConfig is { Count: > 0 })
        {
            fields.RetryConfig = RetryConfig;
        }

        if (!string.IsNullOrEmpty(ExecutorType) || IsTyped(nameof(ExecutorType)))
        {
            fields.ExecutorType = ExecutorType!;
        }

        if (!ReuseExisting)
        {
            fields.RequireUniqueName = true;
        }

        return fields;
    }

    /// <summary>The code that was given; null for Mage's template, or for that of a file.</summary>
    private string? Code(string? path)
    {
        // An empty cell is no code, and of a block that was read without it nobody knows it.
        bool isUnknown = IsBound(nameof(Content)) && !IsTyped(nameof(Content)) && string.IsNullOrEmpty(Content);
        string? content = isUnknown || !IsBound(nameof(Content)) ? null : Content ?? string.Empty;
        if ((path is null ? 0 : 1) + (content is null ? 0 : 1) + (ReuseExisting && !(content is not null && !IsTyped(nameof(Content))) ? 1 : 0) > 1)
        {
            throw Refuse($"More than one thing says what code block '{Name}' is to have", "Pass one of -Content, -Path and -ReuseExisting.");
        }

        if (isUnknown && path is null && !ReuseExisting)
        {
            throw Refuse($"Nothing says what code block '{Name}' is to have: its Content is empty", "Read the code with Get-MageBlock -Content, name a file with -Path, share the one that the project has with -ReuseExisting, or pass -Content ''.");
        }

        return ReuseExisting ? null : content;
    }

    private MageException Refuse(string what, string action) => new(MageErrorId.InvalidInput, $"{what}; nothing was sent.") { Target = Name, RecommendedAction = action };
}
