using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Pipelines;
using MageAI.Resources;

namespace MageAI.Commands;

/// <summary>
/// Reads pipelines. Always from the list: the route of a single pipeline can restart the kernel of everybody's notebooks.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MagePipeline", SupportsPaging = true)]
[OutputType(typeof(MagePipeline))]
public sealed class GetMagePipelineCommand : MageSessionCmdlet
{
    /// <summary>Uuids, names, or wildcard patterns. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid", "Pipeline")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Uuid { get; set; }

    /// <summary>Only pipelines of these types.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineTypeCompleter))]
    public string[]? Type { get; set; }

    /// <summary>Only pipelines with one of these tags; wildcard patterns are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PipelineTagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>Only pipelines whose schedules are in this state: active, inactive or no_schedules.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineStatusCompleter))]
    public string[]? Status { get; set; }

    /// <summary>Read the schedules too, for the properties Schedules and Status.</summary>
    [Parameter]
    public SwitchParameter IncludeSchedule { get; set; }

    private bool WithSchedules => IncludeSchedule || Status is not null;

    private int Skip => (int)Math.Min(int.MaxValue, PagingParameters.Skip);

    private int? First => PagingParameters.First >= int.MaxValue ? null : (int)PagingParameters.First;

    /// <summary>Refuses filters that are empty.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Uuid), Uuid);
        RequireFilled(nameof(Type), Type);
        RequireFilled(nameof(Tag), Tag);
        RequireFilled(nameof(Status), Status);
    }

    /// <summary>Emits the pipelines.</summary>
    protected override void ProcessRecord()
    {
        if (Uuid is null && NamesNothing(nameof(Uuid)))
        {
            Report(ErrorRecords.NamesNothing());
            return;
        }

        if (Uuid is null)
        {
            MageSession session = Resolve();
            Attempt(session, () => EmitAll(session));
            return;
        }

        foreach (MagePipelineArgument argument in Uuid)
        {
            MageSession session = Resolve(argument.Session);
            Attempt(argument.Name, () => Emit(FindPipelines(argument, session, WithSchedules).Where(Passes)));
        }
    }

    private void EmitAll(MageSession session)
    {
        bool filtered = Type is not null || Tag is not null || Status is not null;

        // What we filter here the server must not cut before.
        Page<MagePipeline> page = Await(call => session.Pipelines.ListAsync(
            new PipelineQuery { IncludeSchedules = WithSchedules, First = filtered ? null : First, Skip = filtered ? 0 : Skip }, call));
        if (!filtered && First is not null)
        {
            WriteTotal(page.Count);
            WriteObject(page.Items, enumerateCollection: true);
            return;
        }

        Emit(page.Items.Where(Passes));
    }

    private void Emit(IEnumerable<MagePipeline> pipelines)
    {
        if (PagingParameters.IncludeTotalCount)
        {
            pipelines = [.. pipelines];
            WriteTotal(pipelines.Count());
        }

        foreach (MagePipeline pipeline in pipelines.Skip(Skip).Take(First ?? int.MaxValue))
        {
            WriteObject(pipeline);
        }
    }

    private void WriteTotal(int? count)
    {
        if (PagingParameters.IncludeTotalCount)
        {
            WriteObject(PagingParameters.NewTotalCount((ulong)(count ?? 0), count is null ? 0 : 1));
        }
    }

    private bool Passes(MagePipeline pipeline) =>
        IsOneOf(Type, pipeline.Type)
        && IsOneOf(Status, pipeline.Status)
        && (Tag is null || Tag.Any(tag => pipeline.Tags.Any(new NamePattern(tag).IsMatch)));

    private static bool IsOneOf(string[]? words, string? word) =>
        words is null || words.Any(wanted => string.Equals(wanted, word, StringComparison.OrdinalIgnoreCase));
}
