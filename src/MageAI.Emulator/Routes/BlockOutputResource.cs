using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;

namespace MageAI.Emulation.Routes;

/// <summary>Outputs of interactive executions, of which there are none here; those of runs are not in it on the real server either.</summary>
internal sealed class BlockOutputResource : Resource
{
    public override string Plural => "block_outputs";

    public override string Singular => "block_output";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(detail: Role.Viewer);

    public override JsonNode? Detail(Call call, object? member) => new JsonObject { ["outputs"] = new JsonArray() };
}
