using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Blocks;

/// <summary>The operations on the blocks of a pipeline.</summary>
internal sealed class BlockClient(MageSession session) : ResourceClient(session)
{
    private static readonly Dictionary<string, string> s_extensions = new(StringComparer.Ordinal)
    {
        ["python"] = "py", ["sql"] = "sql", ["yaml"] = "yaml", ["r"] = "r", ["markdown"] = "md",
    };

    private readonly LastSeen<(string Pipeline, string Uuid), MageBlock> _seen = new();

    /// <summary>The pipeline's blocks in their order, without code.</summary>
    public async Task<List<MageBlock>> ListAsync(string pipeline, MageCall call)
    {
        Page<MageBlock> page = await ManyAsync(
            Get(Subject.ForPipeline(pipeline), "pipelines", pipeline, "blocks"), "blocks", BlockJson.Default.MageBlock, call).ConfigureAwait(false);
        page.Items.ForEach(block => In(pipeline, block));
        return page.Items;
    }

    /// <summary>One block with its code.</summary>
    public async Task<MageBlock> ReadAsync(string pipeline, string uuid, MageCall call) =>
        In(pipeline, await OneAsync(
            Get(Subject.ForBlock(pipeline, uuid), "pipelines", pipeline, "blocks", uuid), "block", BlockJson.Default.MageBlock, call).ConfigureAwait(false));

    /// <summary>
    /// Makes a block. The blocks that are there are read first: Mage ignores upstream blocks it does not know, and shares and
    /// overwrites a file that exists.
    /// </summary>
    public async Task<MageBlock> CreateAsync(string pipeline, BlockChanges fields, MageCall call)
    {
        string uuid = MageName.BlockUuid((string)fields.Fields["name"]!);
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call.Cancellation).ConfigureAwait(false);
        List<MageBlock> before = await ListAsync(pipeline, call).ConfigureAwait(false);
        if (before.Exists(block => block.Uuid == uuid))
        {
            throw new MageException(MageErrorId.BlockExists, $"Pipeline {pipeline} already has a block {uuid}; nothing was sent.")
            {
                Target = uuid,
                RecommendedAction = "Choose another name, or change the block [change block].",
            };
        }

        if (fields.Fields.TryGetValue("upstream_blocks", out object? upstream))
        {
            RequireKnown(pipeline, uuid, (string[])upstream!, before);
        }

        MageBlock made = await OneAsync(
            Post(Subject.ForBlock(pipeline, uuid), "block", fields.Fields, "pipelines", pipeline, "blocks"),
            "block",
            BlockJson.Default.MageBlock,
            Intent<MageBlock>(
                $"the creation of block {uuid} of pipeline {pipeline}",
                pipeline,
                async _ => Made(await FindAsync(pipeline, uuid, fields.Fields["type"] as string, call).ConfigureAwait(false), $"block {uuid}")),
            call).ConfigureAwait(false);
        fields.RequireApplied(made, $"block {made.Uuid}", "require_unique_name", "priority", "content", "configuration");
        return In(pipeline, made);
    }

    /// <summary>Changes only the fields given; upstream blocks are checked first.</summary>
    public async Task<MageBlock> UpdateAsync(string pipeline, string uuid, BlockChanges changes, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call.Cancellation).ConfigureAwait(false);
        if (changes.Fields.TryGetValue("upstream_blocks", out object? upstream))
        {
            List<MageBlock> blocks = await ListAsync(pipeline, call).ConfigureAwait(false);
            RequireKnown(pipeline, uuid, (string[])upstream!, blocks);
            RequireNoCycle(uuid, (string[])upstream!, blocks);
        }

        MageBlock? before = _seen.Find((pipeline, uuid));
        MageBlock changed = await OneAsync(
            Put(Subject.ForBlock(pipeline, uuid), "block", changes.Fields, "pipelines", pipeline, "blocks", uuid),
            "block",
            BlockJson.Default.MageBlock,
            Intent<MageBlock>(
                $"the change of block {uuid} of pipeline {pipeline}",
                pipeline,
                async sent => await FindAsync(pipeline, uuid, type: null, call).ConfigureAwait(false) is not { } now ? new Sight<MageBlock>.Gone(NotFound(pipeline, uuid))
                    : changes.AreIn(now) ? new Sight<MageBlock>.Done(now)
                    : Judge(changes, now, before, await WrittenAsync(pipeline, call).ConfigureAwait(false), sent, $"block {uuid}")),
            call).ConfigureAwait(false);

        // Mage adds the file's place to a configuration, and compares upstream blocks as a set.
        changes.RequireApplied(changed, $"block {uuid}", "configuration", "upstream_blocks");
        if (upstream is string[] wanted && !new HashSet<string>(wanted).SetEquals(changed.UpstreamBlocks))
        {
            throw new MageException(MageErrorId.WriteNotApplied, $"Mage answered with success but did not apply upstream_blocks to block {uuid}.")
            {
                Target = changed,
                RecommendedAction = "Read the block again and look at its upstream blocks.",
            };
        }

        return In(pipeline, changed);
    }

    /// <summary>
    /// Writes a block's code. Its own route ignores it (as recorded), so it goes to the block's file; where that cannot be
    /// found for certain, through the pipeline with all its blocks in their order.
    /// </summary>
    public async Task<MageBlock> SetContentAsync(string pipeline, string uuid, string content, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call.Cancellation).ConfigureAwait(false);
        MageBlock block = await ReadAsync(pipeline, uuid, call).ConfigureAwait(false);
        if (block.Content == content)
        {
            return block;
        }

        if (FilePath(block) is string path && await IsFileOfAsync(path, block, call).ConfigureAwait(false))
        {
            await WriteAsync(
                Put(Subject.ForBlock(pipeline, uuid), "file_content", new Dictionary<string, object?> { ["content"] = content }, "file_contents", path),
                reply => Envelope.Any(reply, Session).Key,
                CodeIntent(block, content, call),
                call).ConfigureAwait(false);
        }
        else
        {
            await SetContentThroughPipelineAsync(block, content, call).ConfigureAwait(false);
        }

        MageBlock written = await ReadAsync(pipeline, uuid, call).ConfigureAwait(false);
        if (!SameText(written.Content, content))
        {
            throw new MageException(MageErrorId.WriteNotApplied, $"Mage answered with success but block {uuid} has not the new code.")
            {
                Target = written,
                RecommendedAction = "Read the block again; somebody else may be editing it.",
            };
        }

        return written;
    }

    private WriteIntent<string> CodeIntent(MageBlock before, string content, MageCall call) => new(
        $"the change of the code of block {before.Uuid} of pipeline {before.PipelineUuid}",
        $"Look at the code [list blocks: -Pipeline {before.PipelineUuid} -Uuid {before.Uuid} -Content]",
        async _ =>
        {
            MageBlock now = await ReadAsync(before.PipelineUuid, before.Uuid, call).ConfigureAwait(false);
            return SameText(now.Content, content) ? new Sight<string>.Done(now.Uuid)
                : SameText(now.Content, before.Content) ? new Sight<string>.Undone($"block {before.Uuid} has its old code")
                : new Sight<string>.Unclear($"block {before.Uuid} has neither its old code nor the new");
        });

    /// <summary>
    /// Renames a block, which gives it and its file another uuid. Refused where the uuid is taken in the pipeline; other
    /// pipelines that share the file lose it, so ask for those first.
    /// </summary>
    public async Task<MageBlock> RenameAsync(string pipeline, string uuid, string newName, MageCall call)
    {
        BlockChanges changes = new() { Name = newName };
        string newUuid = MageName.BlockUuid(newName);
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call.Cancellation).ConfigureAwait(false);
        List<MageBlock> blocks = await ListAsync(pipeline, call).ConfigureAwait(false);
        if (newUuid != uuid && blocks.Exists(block => block.Uuid == newUuid))
        {
            throw new MageException(MageErrorId.BlockExists, $"Pipeline {pipeline} already has a block {newUuid}; nothing was sent.")
            {
                Target = newUuid,
                RecommendedAction = "Choose another name.",
            };
        }

        MageBlock? before = blocks.Find(block => block.Uuid == uuid);
        MageBlock renamed = await OneAsync(
            Put(Subject.ForBlock(pipeline, uuid), "block", changes.Fields, "pipelines", pipeline, "blocks", uuid),
            "block",
            BlockJson.Default.MageBlock,
            Intent<MageBlock>(
                $"the renaming of block {uuid} of pipeline {pipeline} to {newUuid}",
                pipeline,
                async sent =>
                {
                    List<MageBlock> now = await ListAsync(pipeline, call).ConfigureAwait(false);
                    MageBlock? old = now.Find(block => block.Uuid == uuid);
                    MageBlock? made = now.Find(block => block.Uuid == newUuid);
                    return (old, made) switch
                    {
                        (null, null) => new Sight<MageBlock>.Gone(NotFound(pipeline, uuid)),
                        ({ } same, { }) when newUuid == uuid => Judge(changes, same, before, await WrittenAsync(pipeline, call).ConfigureAwait(false), sent, $"block {uuid}"),
                        (null, { } done) => new Sight<MageBlock>.Done(done),
                        ({ }, null) => new Sight<MageBlock>.Undone($"block {uuid} has its old name"),
                        _ => new Sight<MageBlock>.Unclear($"there are both, {uuid} and {newUuid}"),
                    };
                }),
            call).ConfigureAwait(false);
        changes.RequireApplied(renamed, $"block {uuid}");
        return In(pipeline, renamed);
    }

    /// <summary>Deletes a block from its pipeline; its file stays.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="uuid">The block.</param>
    /// <param name="type">Its type: callbacks and conditionals are reached by it only.</param>
    /// <param name="force">Link the blocks below to the blocks above, instead of refusing.</param>
    /// <param name="call">The caller.</param>
    public async Task DeleteAsync(string pipeline, string uuid, string? type, bool force, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call.Cancellation).ConfigureAwait(false);
        MageRequest request = Delete(Subject.ForBlock(pipeline, uuid), "pipelines", pipeline, "blocks", uuid);
        if (type is "callback" or "conditional")
        {
            request.With("block_type", type);
        }

        if (force)
        {
            request.With("force", "true");
        }

        await RemoveAsync(
            request,
            "block",
            BlockJson.Default.MageBlock,
            Intent<Removed>(
                $"the removal of block {uuid} of pipeline {pipeline}",
                pipeline,
                async sent => await FindAsync(pipeline, uuid, type, call).ConfigureAwait(false) is not null
                    ? StillThere(null, null, await WrittenAsync(pipeline, call).ConfigureAwait(false), sent, $"block {uuid}")
                    : new Sight<Removed>.Done(Removed.Yes)),
            call).ConfigureAwait(false);
    }

    private static WriteIntent<T> Intent<T>(string deed, string pipeline, Func<ServerMoment, Task<Sight<T>>> look) =>
        new(deed, $"Look at the blocks [list blocks: -Pipeline {pipeline}]", look);

    /// <summary>The block, or null. The list leaves callbacks and conditionals out; their own route knows them by their type.</summary>
    private async Task<MageBlock?> FindAsync(string pipeline, string uuid, string? type, MageCall call)
    {
        if (type is not ("callback" or "conditional"))
        {
            return (await ListAsync(pipeline, call).ConfigureAwait(false)).Find(block => block.Uuid == uuid);
        }

        try
        {
            MageRequest request = Get(Subject.ForBlock(pipeline, uuid), "pipelines", pipeline, "blocks", uuid).With("block_type", type);
            return In(pipeline, await OneAsync(request, "block", BlockJson.Default.MageBlock, call).ConfigureAwait(false));
        }
        catch (MageException gone) when (gone.ErrorId == MageErrorId.BlockNotFound)
        {
            return null;
        }
    }

    /// <summary>When the pipeline's file was last written, which every change of its blocks does; null where that cannot be told.</summary>
    private async Task<DateTimeOffset?> WrittenAsync(string pipeline, MageCall call)
    {
        (_, object? value, _, _) = Envelope.Any(
            await SendAsync(Get(Subject.ForPipeline(pipeline), "file_contents", $"pipelines/{pipeline}/metadata.yaml"), call).ConfigureAwait(false), Session);
        return value is Dictionary<string, object?> file && file.TryGetValue("modified_timestamp", out object? seconds) && seconds is double or decimal or int or long
            ? DateTimeOffset.FromUnixTimeMilliseconds(0).AddTicks((long)(Convert.ToDecimal(seconds, System.Globalization.CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond))
            : null;
    }

    public MageException NotFound(string pipeline, string uuid) => new(MageErrorId.BlockNotFound, $"Block {uuid} does not exist in pipeline {pipeline} on {Session.Uri}.")
    {
        Target = uuid,
        RecommendedAction = $"List the blocks [list blocks: -Pipeline {pipeline}].",
    };

    private async Task SetContentThroughPipelineAsync(MageBlock before, string content, MageCall call)
    {
        (string pipeline, string uuid) = (before.PipelineUuid, before.Uuid);
        List<MageBlock> blocks = await ListAsync(pipeline, call).ConfigureAwait(false);
        List<Dictionary<string, object?>> all = blocks.ConvertAll(block => new Dictionary<string, object?> { ["uuid"] = block.Uuid });
        Dictionary<string, object?> target = all.Find(block => (string?)block["uuid"] == uuid) ?? throw NotFound(pipeline, uuid);
        target["content"] = content;
        MageRequest request = Put(Subject.ForPipeline(pipeline), "pipeline", new Dictionary<string, object?> { ["blocks"] = all }, "pipelines", pipeline);
        await WriteAsync(request.With("update_content", "true"), reply => Envelope.Read(reply, "pipeline", Session).Key ?? string.Empty, CodeIntent(before, content, call), call).ConfigureAwait(false);
    }

    /// <summary>Where Mage keeps the code: what the configuration says, else <c>&lt;type&gt;s/&lt;uuid&gt;.&lt;extension&gt;</c>.</summary>
    private static string? FilePath(MageBlock block)
    {
        if (block.Configuration is { } configuration)
        {
            if (configuration.TryGetValue("file_path", out object? path) && path is string { Length: > 0 } known)
            {
                return known;
            }
        }

        return block.Type is null or "dbt" || block.Language is null || !s_extensions.TryGetValue(block.Language, out string? extension)
            ? null
            : $"{(block.Type == "custom" ? "custom" : block.Type + "s")}/{block.Uuid}.{extension}";
    }

    /// <summary>Mage takes the first file that ends like the path; so its content must be the block's before we write.</summary>
    private async Task<bool> IsFileOfAsync(string path, MageBlock block, MageCall call)
    {
        (_, object? value, _, _) = Envelope.Any(
            await SendAsync(Get(Subject.ForBlock(block.PipelineUuid, block.Uuid), "file_contents", path), call).ConfigureAwait(false), Session);
        return value is Dictionary<string, object?> file
            && file.TryGetValue("size", out object? size) && size is not null
            && file.TryGetValue("path", out object? at) && at is string where && where.EndsWith(path, StringComparison.Ordinal)
            && file.TryGetValue("content", out object? content) && SameText(content as string, block.Content);
    }

    private static bool SameText(string? left, string? right) =>
        string.Equals(left?.Replace("\r\n", "\n") ?? string.Empty, right?.Replace("\r\n", "\n") ?? string.Empty, StringComparison.Ordinal);

    private MageBlock In(string pipeline, MageBlock block)
    {
        block.PipelineUuid = pipeline;
        _seen.Note((pipeline, block.Uuid), block);
        return block;
    }

    private static void RequireKnown(string pipeline, string uuid, string[] upstream, List<MageBlock> blocks)
    {
        string[] unknown = [.. upstream.Where(name => !blocks.Exists(block => block.Uuid == name))];
        if (unknown.Length > 0)
        {
            throw new MageException(MageErrorId.BlockNotFound, $"Pipeline {pipeline} has no block {string.Join(", ", unknown)} to put above {uuid}; nothing was sent.")
            {
                Target = unknown[0],
                RecommendedAction = $"List the blocks [list blocks: -Pipeline {pipeline}]. Mage would ignore the unknown ones without a word.",
            };
        }
    }

    private static void RequireNoCycle(string uuid, string[] upstream, List<MageBlock> blocks)
    {
        Dictionary<string, MageBlock> known = [];
        blocks.ForEach(block => known[block.Uuid] = block);
        Stack<string> above = new(upstream);
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (above.Count > 0)
        {
            string at = above.Pop();
            if (at == uuid)
            {
                throw new MageException(MageErrorId.BlockCycle, $"Block {uuid} would depend on itself; nothing was sent.")
                {
                    Target = uuid,
                    RecommendedAction = "Choose upstream blocks that do not depend on the block.",
                };
            }

            if (seen.Add(at) && known.TryGetValue(at, out MageBlock? block))
            {
                foreach (string next in block.UpstreamBlocks)
                {
                    above.Push(next);
                }
            }
        }
    }
}
