using System.Linq;
using System.Management.Automation;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Pipelines;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>Makes a pipeline. Mage makes its uuid of the name: <c>Daily Sales</c> becomes <c>daily_sales</c>.</summary>
[Cmdlet(VerbsCommon.New, "MagePipeline", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipeline))]
public sealed class NewMagePipelineCommand : MageWriteCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The type. Default: python.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PipelineTypeCompleter))]
    public string Type { get; set; } = "python";

    /// <summary>What it is for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Description { get; set; }

    /// <summary>Its tags.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(PipelineTagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>Makes the pipeline and emits it.</summary>
    protected override void ProcessRecord()
    {
        MageSession session = Resolve();
        Attempt(Name, () =>
        {
            PipelineChanges fields = new() { Name = Name, Type = Type };
            if (Description is not null)
            {
                fields.Description = Description;
            }

            if (Tag is not null)
            {
                fields.Tags = IsTyped(nameof(Tag)) || Tag.Length != 1 ? Tag : [.. Tag[0].Split(',', ';').Select(tag => tag.Trim()).Where(tag => tag.Length > 0)];
            }

            string uuid = MageName.PipelineUuid(Name);
            Step<MagePipeline> step = new($"pipeline {uuid}", "Create", Name, call => session.Pipelines.CreateAsync(fields, call))
            {
                Look = Preview.After(call => session.Pipelines.RequireFreeAsync(uuid, call)),
            };
            Perform(session, step, WriteObject);
        });
    }
}
