using System.Collections.Generic;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>Triggers kept in a pipeline's triggers.yaml, of which the emulator has none.</summary>
internal sealed class PipelineTriggerResource : Resource
{
    public override string Plural => "pipeline_triggers";

    public override string Singular => "pipeline_trigger";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(list: Role.Viewer);

    public override Listing List(Call call) => call.Parent is Pipeline ? Listing.All([]) : throw PythonException.NoneHasNo("uuid");
}
