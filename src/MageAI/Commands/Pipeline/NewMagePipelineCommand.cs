using System.Collections;
using System.Management.Automation;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Pipelines;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>Makes a pipeline. Mage makes its uuid of the name: <c>Daily Sales</c> becomes <c>daily_sales</c>.</summary>
[Cmdlet(VerbsCommon.New, "MagePipeline", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipeline))]
public sealed class NewMagePipelineCommand : PipelineFieldsCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>Makes the pipeline and emits it.</summary>
    protected override void ProcessRecord()
    {
        MageSession session = Resolve();
        Attempt(Name, () =>
        {
            PipelineChanges fields = new() { Name = Name, Type = string.IsNullOrEmpty(Type) ? "python" : Type! };
            fields.Take(Changes(Has, null));
            string uuid = MageName.PipelineUuid(Name);
            Step<MagePipeline> step = new($"pipeline {uuid}", "Create", Name, call => session.Pipelines.CreateAsync(fields, call))
            {
                Look = Preview.After(call => session.Pipelines.RequireFreeAsync(uuid, call)),
            };
            Perform(session, step, WriteObject);
        });
    }

    /// <summary>An empty cell of a table, and what a pipeline has not, say nothing.</summary>
    private bool Has(string parameter) => IsBound(parameter) && MyInvocation.BoundParameters[parameter] switch
    {
        null => false,
        SwitchParameter { IsPresent: false } or false => IsTyped(parameter),
        string { Length: 0 } or string[] and ["" or null] or ICollection { Count: 0 } => IsTyped(parameter),
        _ => true,
    };

    private protected override void PutTags(PipelineChanges changes, string[]? tags)
    {
        if (tags is not null)
        {
            changes.Tags = tags;
        }
    }
}
