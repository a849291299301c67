using System.Collections;
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
    private readonly BlockOrder<(MageSession Session, string Pipeline, BlockChanges Fields, BlockChanges? Shared)> _order;

    /// <summary>Made by PowerShell.</summary>
    public NewMageBlockCommand() => _order = new(
        (block, wait) => Steps.Perform(block.Session, _makings.Of(block.Session).Plan(block.Pipeline, block.Fields, block.Shared), made => Emit(made, block.Fields), wait),
        (block, failure) => failure.ErrorId == MageErrorId.BlockNotFound && block.Fields.Touches("upstream_blocks"));

    /// <summary>The pipeline: uuid, name or object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    public MagePipelineArgument? Pipeline { get; set; }

    /// <summary>The name; its uuid is made of it, a slash makes folders.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Trimmed]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text(IsName = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>What it does: data_loader, transformer, data_exporter, sensor, custom and so on.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BlockTypeCompleter))]
    public string Type { get; set; } = string.Empty;

    /// <summary>The language. Default: that of the file's ending, else python.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BlockLanguageCompleter))]
    public string? Language { get; set; }

    /// <summary>The code; an empty text for none, and $null is refused. Default: Mage's template for the type.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Text(HasLines = true)]
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
    [Seconds(IsKept = true)]
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
    protected override void ProcessRecord() => Attempt(Name, () =>
    {
        (BlockChanges fields, BlockChanges? shared) = Fields();
        ForEachPipeline([Pipeline!], (session, pipeline) => _order.Make((session, pipeline, fields, shared), mayWait: MyInvocation.ExpectingInput));
    });

    /// <summary>Makes those that waited for others, in the order in which they can be.</summary>
    protected override void EndProcessing()
    {
        Steps.Drain();
        _order.Finish((block, make) => Attempt(block.Fields.Fields["name"], make), Steps.Drain);
        base.EndProcessing();
    }

    private void Emit(MageBlock made, BlockChanges fields)
    {
        if (BlockNeeds.Missing(made) is string missing)
        {
            WriteWarning($"{missing} Add it with Set-MageBlock -Configuration.");
        }

        if (ReuseExisting && fields.Fields.TryGetValue("content", out object? content) && !MageBlock.IsSameCode((string?)content, made.Content))
        {
            WriteWarning($"Block {made.Uuid} of pipeline {made.PipelineUuid} shares the file that the project had, and has its code, which is not the one that was piped in.");
        }

        WriteObject(made);
    }

    private protected override void CheckTyped()
    {
        string? name = IsTyped(nameof(Name)) ? Name : null;
        BlockCode.RequireOne(name, IsTyped(nameof(Content)), IsTyped(nameof(Path)), ReuseExisting);
        BlockChanges fields = name is null ? new() : new() { Name = name };
        if (IsTyped(nameof(Type)))
        {
            fields.Type = Type;
        }

        if (IsTyped(nameof(Language)) && !string.IsNullOrEmpty(Language))
        {
            fields.Language = Language!;
        }

        PutOthers(fields);
        _ = IsTyped(nameof(Content)) ? BlockCode.RequireContent(Content) : null;
        _ = IsTyped(nameof(Path)) ? ReadText(BlockCode.RequirePath(Path)) : null;
    }

    /// <summary>What the block is made of; and where a file of its name may be shared, what it is made of then.</summary>
    private (BlockChanges Fields, BlockChanges? Shared) Fields()
    {
        string? path = string.IsNullOrWhiteSpace(Path) && !IsTyped(nameof(Path)) ? null : Path;
        string language = !string.IsNullOrEmpty(Language) ? Language! : (path is null ? null : BlockLanguage.OfFile(path)) ?? "python";
        BlockChanges fields = new() { Name = Name, Type = Type, Language = language };
        string? code = Code(path);
        if (path is not null)
        {
            BlockLanguage.RequireSame(path, language, Name);
            code = ReadText(path);
        }

        BlockNeeds.RequireModel(Name, Type, language, Configuration);
        if (code is not null)
        {
            fields.Content = code;
        }

        RowCells cells = new(IsCell);
        cells.Text(nameof(Name), Name, null);
        cells.Text(nameof(Content), code, null);
        string[] upstream = ListAttribute.Of(Upstream, isCell: true);
        cells.List(nameof(Upstream), upstream, null);
        if (upstream.Length > 0)
        {
            fields.UpstreamBlocks = upstream;
        }

        if (IsBound(nameof(Priority)))
        {
            fields.Priority = Priority;
        }

        PutOthers(fields);
        BlockChanges? shared = ReuseExisting && code is not null ? fields.Only(field => field != "content") : null;
        if (!ReuseExisting || shared is not null)
        {
            fields.RequireUniqueName = true;
        }

        // Of one that was piped in without its code the project's own file has it, and without one Mage would write its template.
        fields.NeedsFile = ReuseExisting && code is null && IsBound(nameof(Content));
        return (fields, shared);
    }

    /// <summary>Whether the value of a parameter came from a cell of a row.</summary>
    private bool IsCell(string parameter) => !IsTyped(parameter) && Pipeline?.Source is null;

    private void PutOthers(BlockChanges fields)
    {
        if (Configuration is not null && (Configuration.Count > 0 || IsTyped(nameof(Configuration))))
        {
            fields.Configuration = new RowCells(IsCell).Map(nameof(Configuration), Configuration, null)!;
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
    }

    /// <summary>The code that was given; null for Mage's template, for that of a file, or where a file that is there is to be shared.</summary>
    private string? Code(string? path)
    {
        bool isPiped = IsBound(nameof(Content)) && !IsTyped(nameof(Content));
        string? content = isPiped && string.IsNullOrEmpty(Content) ? null : IsBound(nameof(Content)) ? BlockCode.RequireContent(Content) : null;
        BlockCode.RequireOne(Name, path is not null, content is not null, ReuseExisting && !(content is not null && isPiped));
        if (!isPiped || content is not null || path is not null)
        {
            return content;
        }

        // A block itself that was read without its code has it where it came from; of a row nobody knows that, and an empty cell is no code.
        if (!IsTyped(nameof(Pipeline)) && Pipeline?.Source is MageBlock { Content: null, Session: MageSession home } block)
        {
            return Await(call => home.Blocks.ReadAsync(block, call)).Content ?? string.Empty;
        }

        return ReuseExisting ? null : throw BlockCode.Missing(Name);
    }
}
