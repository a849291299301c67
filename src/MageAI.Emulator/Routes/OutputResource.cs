using System;
using System.Collections.Generic;
using MageAI.Emulation.Python;
using MageAI.Emulation.Scheduling;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>The outputs of a block run: those that are written out in its code, and one line of text for what would have to be computed.</summary>
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

        if (call.Parent is not BlockRunRow { Block.Status: "completed" } row || !row.Block.IsKept(row.Run.PipelineUuid))
        {
            return Listing.All([]);
        }

        EmulatorState state = call.State;
        Pipeline? pipeline = state.FindPipeline(row.Run.PipelineUuid);
        Block? block = pipeline?.Find(row.Block.BlockUuid);
        if (block is { Type: "data_exporter" })
        {
            return Listing.All([]);
        }

        // Runs that were seeded never had code; they are taken to have run the present one.
        (string? returned, int rows) = (row.Block.Returned, row.Block.ReturnedRows);
        if (returned is null && block is { Language: "python" })
        {
            BlockScript script = new BlockScript(state.Content(block, pipeline), block.Language, TimeSpan.Zero);
            (returned, rows) = (script.Returns, script.Rows);
        }

        return new Listing((returned is null ? null : BlockOutputs.Of(returned, rows)) ?? [BlockOutputs.Text($"output of {row.Block.BlockUuid}")], []);
    }
}
