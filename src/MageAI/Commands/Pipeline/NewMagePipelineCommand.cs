using System.Collections;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Pipelines;
using MageAI.Sessions;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>Makes a pipeline. Mage makes its uuid of the name: <c>Daily Sales</c> becomes <c>daily_sales</c>.</summary>
[Cmdlet(VerbsCommon.New, "MagePipeline", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipeline))]
public sealed class NewMagePipelineCommand : PipelineFieldsCmdlet
{
    private readonly PerSession<PromisedNames> _promised = new(_ => new PromisedNames());

    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Trimmed]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text(IsName = true, LeavesObjects = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>A pipeline piped in: what Mage's list does not show of it is read where it came from.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    public MagePipelineArgument? InputObject { get; set; }

    /// <summary>Makes the pipeline and emits it.</summary>
    protected override void ProcessRecord()
    {
        MageSession session = Resolve();
        Attempt(Name, () =>
        {
            new RowCells(IsCell).Text(nameof(Name), Name, null);
            PipelineChanges fields = new() { Name = Name, Type = string.IsNullOrEmpty(Type) ? "python" : Type! };
            ReadRest();
            fields.Take(Changes(Has, null));
            string uuid = MageName.PipelineUuid(Name);
            Step<MagePipeline> step = new($"pipeline {uuid}", "Create", Name, call => session.Pipelines.CreateAsync(fields, call))
            {
                Look = Preview.After(async call =>
                {
                    await _promised.Of(session).RequireFreeAsync(uuid, () => session.Pipelines.RequireFreeAsync(uuid, call), () => PipelineClient.Taken(uuid)).ConfigureAwait(false);
                    _promised.Of(session).Give(uuid);
                }),
            };
            Perform(session, step, WriteObject);
        });
    }

    /// <summary>Reads the settings that a pipeline was listed without; what stands on the command line goes before them.</summary>
    private void ReadRest()
    {
        if (InputObject?.Source is MagePipeline { RunPipelineInOneProcess: null, Session: MageSession home } source)
        {
            MagePipeline whole = Await(call => home.Pipelines.WholeAsync(source, call));
            ExecutorType = IsTyped(nameof(ExecutorType)) ? ExecutorType : whole.ExecutorType;
            RetryConfig = IsTyped(nameof(RetryConfig)) ? RetryConfig : whole.RetryConfig;
            ConcurrencyConfig = IsTyped(nameof(ConcurrencyConfig)) ? ConcurrencyConfig : whole.ConcurrencyConfig;
            RunPipelineInOneProcess = IsTyped(nameof(RunPipelineInOneProcess)) ? RunPipelineInOneProcess : whole.RunPipelineInOneProcess;
        }
    }

    private protected override bool IsCell(string parameter) => base.IsCell(parameter) && InputObject?.Source is null;

    /// <summary>An empty cell of a table, and what a pipeline has not, say nothing.</summary>
    private bool Has(string parameter) => ValueOf(parameter) switch
    {
        null => false,
        SwitchParameter { IsPresent: false } or false => IsTyped(parameter),
        string { Length: 0 } or string[] and ["" or null] or ICollection { Count: 0 } => IsTyped(parameter),
        _ => true,
    };

    private object? ValueOf(string parameter) => parameter switch
    {
        nameof(ExecutorType) => ExecutorType,
        nameof(RetryConfig) => RetryConfig,
        nameof(ConcurrencyConfig) => ConcurrencyConfig,
        nameof(RunPipelineInOneProcess) => RunPipelineInOneProcess,
        _ => IsBound(parameter) ? MyInvocation.BoundParameters[parameter] : null,
    };

    private protected override void PutTags(PipelineChanges changes, string[]? tags)
    {
        if (tags is not null)
        {
            changes.Tags = tags;
        }
    }
}
