using System.Collections;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>
/// Makes a block in a pipeline. A name whose file already exists in the project is refused: Mage would share the file and
/// overwrite its code for every pipeline that uses it.
/// </summary>
[Cmdlet(VerbsCommon.New, "MageBlock", SupportsShouldProcess = true, DefaultParameterSetName = ContentSet)]
[OutputType(typeof(MageBlock))]
public sealed class NewMageBlockCommand : MageSessionCmdlet
{
    private const string ContentSet = "Content";
    private const string PathSet = "Path";
    private const string ReuseSet = "Reuse";

    private readonly PerSession<BlockMaking> _makings = new(session => new BlockMaking(session));

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
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ContentSet)]
    public string? Content { get; set; }

    /// <summary>A local file with the code: UTF-8, or UTF-16 with a byte order mark. Any other is refused.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Share the file that exists under this name elsewhere in the project, with the code it has.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ReuseSet)]
    public SwitchParameter ReuseExisting { get; set; }

    /// <summary>The blocks it takes its input from; in a table one cell with commas between. Default: none; Mage chains nothing by itself.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("UpstreamBlocks")]
    [ArgumentCompleter(typeof(BlockCompleter))]
    public string[]? Upstream { get; set; }

    /// <summary>The place in the pipeline, from 0. Default: last.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, int.MaxValue)]
    public int Priority { get; set; }

    /// <summary>Its configuration, as Mage's editor keeps it.</summary>
    [Parameter]
    [Map]
    [ArgumentCompleter(typeof(BlockConfigurationCompleter))]
    public IDictionary? Configuration { get; set; }

    /// <summary>The colour in Mage's editor.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BlockColorCompleter))]
    public string? Color { get; set; }

    /// <summary>Makes the block and emits it.</summary>
    protected override void ProcessRecord()
    {
        Attempt(Name, () =>
        {
            BlockChanges fields = Fields();
            ForEachPipeline([Pipeline!], (session, pipeline) => Perform(
                session,
                _makings.Of(session).Plan(pipeline, Name, fields),
                made =>
                {
                    WarnOfNeeds(made);
                    WriteObject(made);
                }));
        });
    }

    private void WarnOfNeeds(MageBlock made)
    {
        if (BlockNeeds.Missing(made) is string missing)
        {
            WriteWarning($"{missing} Add it with Set-MageBlock -Configuration.");
        }
    }

    private BlockChanges Fields()
    {
        string language = !string.IsNullOrEmpty(Language) ? Language! : (Path is null ? null : BlockLanguage.OfFile(Path)) ?? "python";
        BlockChanges fields = new() { Name = Name, Type = Type, Language = language };
        if (Path is not null)
        {
            BlockLanguage.RequireSame(Path, language, Name);
        }

        BlockNeeds.RequireModel(Name, Type, language, Configuration);

        if ((Path is null ? Content : ReadText(Path)) is string content)
        {
            fields.Content = content;
        }

        // A cell of a table is one text: empty, or several names.
        string[] upstream = [.. (Upstream ?? []).SelectMany(cell => cell.Split(',', ';')).Select(name => name.Trim()).Where(name => name.Length > 0)];
        if (upstream.Length > 0)
        {
            fields.UpstreamBlocks = upstream;
        }

        if (IsBound(nameof(Priority)))
        {
            fields.Priority = Priority;
        }

        if (Configuration is not null)
        {
            fields.Configuration = Configuration;
        }

        if (Color is not null)
        {
            fields.Color = Color;
        }

        if (!ReuseExisting)
        {
            fields.RequireUniqueName = true;
        }

        return fields;
    }
}
