using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace MageAI.Emulation;

/// <summary>The outputs of a block run. The emulator computes nothing, so a completed block has one line of text.</summary>
internal sealed class OutputResource : Resource
{
    public override string Plural => "outputs";

    public override string Singular => "output";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(list: Role.Viewer);

    public override Listing List(Call call)
    {
        if (call.Query.Has("sample_count"))
        {
            throw new PythonException("'>' not supported between instances of 'int' and 'str'", "TypeError");
        }

        if (call.Parent is not BlockRunRow { Block.Status: "completed" } row || call.State.FindPipeline(row.Run.PipelineUuid)?.Find(row.Block.BlockUuid) is { Type: "data_exporter" })
        {
            return Listing.All([]);
        }

        return Listing.All(
        [
            new JsonObject
            {
                ["outputs"] = null,
                ["sample_data"] = null,
                ["shape"] = null,
                ["text_data"] = $"output of {row.Block.BlockUuid}",
                ["type"] = "text",
                ["variable_uuid"] = "output_0",
            },
        ]);
    }
}
