using System;
using System.Collections.Concurrent;
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
    private const string OtherName = "Choose another name, or share the file with the code it has (-ReuseExisting). Or list the files that no pipeline uses [list blocks: -Unused], and delete it if it is one of them.";
    private const string OtherNameOrFile = "Choose another name. Or list the files that no pipeline uses [list blocks: -Unused], and delete that one first if it is one of them.";

    /// <summary>What a creation does not take.</summary>
    private static readonly string[] s_afterwards = ["executor_type", "retry_config", "timeout"];

    private readonly LastSeen<(string Pipeline, string Uuid), MageBlock> _seen = new();
    private readonly ConcurrentDictionary<string, (int Change, MageBlock[]? Blocks, MageBlock[]? Sides)> _since = new(StringComparer.Ordinal);

    /// <summary>The pipeline's blocks in their order, without code.</summary>
    public async Task<List<MageBlock>> ListAsync(string pipeline, MageCall call)
    {
        Page<MageBlock> page = await ManyAsync(
            Get(Subject.ForPipeline(pipeline), "pipelines", pipeline, "blocks"), "blocks", BlockJson.Default.MageBlock, call).ConfigureAwait(false);
        page.Items.ForEach(block => In(pipeline, block));
        return page.Items;
    }

    /// <summary>The pipeline's blocks, and those beside them, as they are since a change that this session made; read once for each change, and only what is asked for.</summary>
    public async Task<(MageBlock[]? Blocks, MageBlock[]? Sides)> ListSinceAsync(string pipeline, int change, bool blocks, bool sides, MageCall call)
    {
        if (!_since.TryGetValue(pipeline, out (int Change, MageBlock[]? Blocks, MageBlock[]? Sides) known) || known.Change != change)
        {
            known = (change, null, null);
        }

        MageBlock[]? main = blocks ? known.Blocks ?? [.. await ListAsync(pipeline, call).ConfigureAwait(false)] : null;
        MageBlock[]? side = sides ? known.Sides ?? [.. await ListSidesAsync(pipeline, call).ConfigureAwait(false)] : null;
        _since[pipeline] = (change, main ?? known.Blocks, side ?? known.Sides);
        return (main, side);
    }

    /// <summary>The pipeline's blocks in their order, and behind them its callbacks, its conditionals and the blocks of extensions.</summary>
    public async Task<List<MageBlock>> ListAllAsync(string pipeline, MageCall call) =>
        [.. await ListAsync(pipeline, call).ConfigureAwait(false), .. await ListSidesAsync(pipeline, call).ConfigureAwait(false)];

    /// <summary>
    /// The pipeline's callbacks, conditionals and blocks of extensions. They live in lists of their own that no route gives as they are now (by experiment on
    /// 0.9.79: the list of pipelines is stale about them too, and knows no extensions); the pipeline's file has them.
    /// </summary>
    public async Task<List<MageBlock>> ListSidesAsync(string pipeline, MageCall call)
    {
        try
        {
            (_, object? value, _, _) = Envelope.Any(
                await SendAsync(Get(Subject.ForPipeline(pipeline), "file_contents", $"pipelines/{pipeline}/metadata.yaml"), call).ConfigureAwait(false), Session);
            return [.. SideBlocks.In((value as Dictionary<string, object?>)?["content"] as string, pipeline, Session)];
        }
        catch (MageException failure) when (failure.ErrorId is MageErrorId.Forbidden or MageErrorId.NotFound or MageErrorId.PipelineNotFound or MageErrorId.InvalidResponse)
        {
            call.Warnings.Enqueue($"The file of pipeline {pipeline} cannot be read, so its callbacks, conditionals and extensions are not known: {failure.Message}");
            return [];
        }
    }

    /// <summary>One block with its code.</summary>
    public async Task<MageBlock> ReadAsync(MageBlock block, MageCall call) =>
        As(block, await OneAsync(OfType(Get(SubjectOf(block), Path(block)), block), "block", BlockJson.Default.MageBlock, call).ConfigureAwait(false));

    /// <summary>The pipelines that Mage counts as users of the same file, the block's own left out. It hears of blocks that are made and removed, not of new names.</summary>
    public async Task<string[]> SharedWithAsync(MageBlock block, MageCall call)
    {
        (_, object? value, _, _) = Envelope.Any(
            await SendAsync(OfType(Get(SubjectOf(block), Path(block)), block).With("_format", "with_settings"), call).ConfigureAwait(false), Session);
        return value is Dictionary<string, object?> map && map.TryGetValue("pipelines", out object? users) && users is List<object?> list
            ? [.. list.OfType<Dictionary<string, object?>>().Select(user => (user.TryGetValue("pipeline", out object? of) ? of as Dictionary<string, object?> : user)?["uuid"] as string).OfType<string>().Where(uuid => uuid != block.PipelineUuid).Distinct()]
            : [];
    }

    /// <summary>
    /// Makes a block. The blocks that are there are read first: Mage ignores upstream blocks it does not know, and shares and
    /// overwrites a file that exists. It takes an empty code for none, and writes its template; so that is emptied afterwards.
    /// </summary>
    public async Task<MageBlock> CreateAsync(string pipeline, BlockChanges fields, MageCall call)
    {
        // A second writer of the pipeline would come between its parts.
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call).ConfigureAwait(false);
        fields = Keepable(fields);
        BlockChanges afterwards = fields.Only(field => Array.IndexOf(s_afterwards, field) >= 0);
        MageBlock made = await MakeAsync(pipeline, fields.Only(field => Array.IndexOf(s_afterwards, field) < 0), call).ConfigureAwait(false);
        if (!afterwards.IsEmpty)
        {
            try
            {
                made = await UpdateAsync(made, afterwards, call).ConfigureAwait(false);
            }
            catch (MageException failure)
            {
                throw failure.Retold(
                    failure.ErrorId,
                    $"{Wording.Sentence(failure.Message)} Block {made.Uuid} was made, but without its {afterwards}.",
                    "Set what is missing [change block], or remove the block before you try again.",
                    made);
            }
        }

        if (!fields.Fields.TryGetValue("content", out object? content) || content is not "" || made.Content is "")
        {
            return made;
        }

        try
        {
            return await SetContentAsync(made, string.Empty, call).ConfigureAwait(false);
        }
        catch (MageException failure)
        {
            string code = failure.ErrorId == MageErrorId.WriteOutcomeUnknown ? "whether without any code, as asked, or with that of Mage's template is not known" : "but with the code of Mage's template";
            throw failure.Retold(
                failure.ErrorId,
                $"{Wording.Sentence(failure.Message)} Block {made.Uuid} was made, {code}.",
                "Set its code, or remove the block before you try again.",
                made);
        }
    }

    private async Task<MageBlock> MakeAsync(string pipeline, BlockChanges fields, MageCall call)
    {
        string uuid = MageName.BlockUuid((string)fields.Fields["name"]!);
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call).ConfigureAwait(false);
        await PrepareAsync(pipeline, uuid, fields, MageBlock.IsSideType(fields.Fields["type"] as string), call).ConfigureAwait(false);
        MageBlock made;
        try
        {
            made = await OneAsync(
                Post(Subject.ForBlock(pipeline, uuid), "block", fields.Fields, "pipelines", pipeline, "blocks"),
                "block",
                BlockJson.Default.MageBlock,
                Intent<MageBlock>(
                    $"the creation of block {uuid} of pipeline {pipeline}",
                    pipeline,
                    _ => MadeAsync(pipeline, uuid, fields, call)),
                call).ConfigureAwait(false);
        }
        catch (MageException taken) when (taken.ErrorId == MageErrorId.BlockExists)
        {
            throw (await ListSidesAsync(pipeline, call).ConfigureAwait(false)).Find(side => side.Uuid == uuid) is MageBlock other
                ? FileTaken(taken, $"It is of type {other.Type} there, and the file that Mage has made for a new one may be left over", "Choose another name. Look for the file [list blocks: -Unused], and delete it.")
                : FileTaken(taken, InTheWay(pipeline), OtherName);
        }

        fields.RequireApplied(made, $"block {made.Uuid}", "require_unique_name", "priority", "content", "configuration");
        Note(made, pipeline);
        made.ExtensionUuid = ExtensionOf(fields);
        return In(pipeline, made);
    }

    /// <summary>Refuses a block that is there, and blocks above it that are not; of names makes uuids.</summary>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="uuid">Its uuid.</param>
    /// <param name="fields">What it is made of.</param>
    /// <param name="withSides">Whether to look beside the list of blocks too, with one more request. Where nobody looks Mage refuses the block, once it has made the file.</param>
    /// <param name="call">The caller.</param>
    private async Task PrepareAsync(string pipeline, string uuid, BlockChanges fields, bool withSides, MageCall call)
    {
        List<MageBlock> before = await ListAsync(pipeline, call).ConfigureAwait(false);
        if (before.Find(block => block.Uuid == uuid) is MageBlock same)
        {
            throw Exists(same, fields);
        }

        // Mage would write the file first, and then refuse the block.
        if (withSides && (await ListSidesAsync(pipeline, call).ConfigureAwait(false)).Find(side => side.Uuid == uuid && Meets(side, fields)) is MageBlock other)
        {
            throw Exists(other, fields);
        }

        if (fields.Fields.TryGetValue("upstream_blocks", out object? upstream))
        {
            fields.UpstreamBlocks = Known(pipeline, uuid, (string[])upstream!, before);
        }
    }

    /// <summary>Whether Mage takes a block beside others for the one that is to be made: those of extensions stand in the way of those of their own extension only.</summary>
    private static bool Meets(MageBlock side, BlockChanges fields) => side.Type != "extension" || side.ExtensionUuid == ExtensionOf(fields);

    private static string? ExtensionOf(BlockChanges fields) => fields.Fields.TryGetValue("extension_uuid", out object? extension) ? extension as string : null;

    private static MageException Exists(MageBlock block, BlockChanges fields) => new(
        MageErrorId.BlockExists,
        $"Pipeline {block.PipelineUuid} already has a block {block.Uuid}{(block.IsSide && block.Type != fields.Fields["type"] as string ? $", which is of type {block.Type}" : string.Empty)}; nothing was sent.")
    {
        Target = block.Uuid,
        RecommendedAction = "Choose another name, or change the block [change block].",
    };

    /// <summary>What a new block is made of, without what Mage would not keep and is so anyway.</summary>
    private static BlockChanges Keepable(BlockChanges fields)
    {
        if (fields.Fields["type"] is not "extension")
        {
            return fields;
        }

        BlockChanges kept = fields.Only(field => field != "executor_type" || fields.Fields[field] is not "local_python");
        RequireKept(MageName.BlockUuid((string)fields.Fields["name"]!), kept.Fields.Keys.Intersect(s_afterwards));
        return kept;
    }

    /// <summary>Refuses what Mage does not keep of a block of an extension (by experiment on 0.9.79): it answers as if it had changed it.</summary>
    private static void RequireKept(string uuid, IEnumerable<string> fields)
    {
        string[] lost = [.. fields];
        if (lost.Length > 0)
        {
            throw new MageException(MageErrorId.NotSupported, $"Mage does not keep a change of {string.Join(", ", lost)} of extension {uuid}, though it answers that it did; nothing was sent.")
            {
                Target = uuid,
                RecommendedAction = "Leave it out. Color and configuration of a block of an extension are kept when it is made.",
            };
        }
    }

    /// <summary>Refuses, without writing, a block that could not be made.</summary>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="fields">What it would be made of.</param>
    /// <param name="isComing">Whether another block is going to be there before it, by its uuid.</param>
    /// <param name="call">The caller.</param>
    public async Task RequireMakeableAsync(string pipeline, BlockChanges fields, Func<string, bool> isComing, MageCall call)
    {
        string uuid = MageName.BlockUuid((string)fields.Fields["name"]!);
        Keepable(fields);
        if (fields.Fields.TryGetValue("upstream_blocks", out object? upstream))
        {
            fields.UpstreamBlocks = ((string[])upstream!).Where(name => !isComing(MageName.BlockUuid(name)));
        }

        await PrepareAsync(pipeline, uuid, fields, withSides: true, call).ConfigureAwait(false);
        if (fields.Fields.ContainsKey("require_unique_name"))
        {
            await RequireNoFileAsync(pipeline, uuid, fields.Fields["type"] as string, fields.Fields["language"] as string, InTheWay(pipeline), OtherName, call).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses, without writing, a new name that is taken in the pipeline, or whose file is there.</summary>
    public async Task RequireNewNameAsync(MageBlock block, string newName, MageCall call)
    {
        MageName.RequireUsable("block", newName);
        string newUuid = MageName.BlockUuid(newName);
        if (newUuid == block.Uuid)
        {
            return;
        }

        if ((await ListAsync(block.PipelineUuid, call).ConfigureAwait(false)).Exists(other => other.Uuid == newUuid))
        {
            throw NameTaken(block.PipelineUuid, newUuid);
        }

        await RequireNoFileAsync(block.PipelineUuid, newUuid, block.Type, block.Language, OldName(block.Uuid), OtherNameOrFile, call).ConfigureAwait(false);
    }

    /// <summary>Refuses, without writing, a removal of what is not there, or of what others take input from.</summary>
    /// <param name="block">The block.</param>
    /// <param name="force">Whether these are to be linked to the blocks above.</param>
    /// <param name="isGoing">Whether another block is going to be removed before it, by its uuid.</param>
    /// <param name="call">The caller.</param>
    public async Task RequireRemovableAsync(MageBlock block, bool force, Func<string, bool> isGoing, MageCall call)
    {
        if (block.IsSide)
        {
            await ReadAsync(block, call).ConfigureAwait(false);
            return;
        }

        MageBlock now = (await ListAsync(block.PipelineUuid, call).ConfigureAwait(false)).Find(other => other.Uuid == block.Uuid) ?? throw NotFound(block.PipelineUuid, block.Uuid);
        string[] below = [.. now.DownstreamBlocks.Where(other => !isGoing(other))];
        if (!force && below.Length > 0)
        {
            throw new MageException(
                MageErrorId.BlockHasDependents, $"Blocks of pipeline {block.PipelineUuid} depend on block {block.Uuid}: {string.Join(", ", below)}; nothing was sent.")
            {
                Target = block,
                RecommendedAction = "Remove the downstream blocks first, or pass -Force to link them to the block's upstream blocks.",
            };
        }
    }

    /// <summary>The block as it is with its code, and what the changes would make of its upstream blocks is put in them.</summary>
    public async Task<MageBlock> LookAsync(MageBlock block, BlockChanges changes, MageCall call)
    {
        RequireKept(block, changes);
        if (changes.NamesUpstream)
        {
            await SettleAsync(block, changes, call).ConfigureAwait(false);
        }

        return await ReadAsync(block, call).ConfigureAwait(false);
    }

    private static void RequireKept(MageBlock block, BlockChanges changes)
    {
        if (block.Type == "extension")
        {
            RequireKept(block.Uuid, changes.Changed.Where(field => field != "upstream_blocks"));
        }
    }

    /// <summary>Makes what is edited out of what the block has now; refuses upstream blocks that are not there, and a circle.</summary>
    /// <param name="block">The block.</param>
    /// <param name="changes">The fields.</param>
    /// <param name="call">The caller.</param>
    /// <param name="known">The block as it was seen, which is looked at anew where it shows nothing that is other than it is to be; null to look only at what is edited.</param>
    /// <returns>The block, where it is already as it is meant to be.</returns>
    private async Task<MageBlock?> SettleAsync(MageBlock block, BlockChanges changes, MageCall call, MageBlock? known = null)
    {
        (string pipeline, string uuid) = (block.PipelineUuid, block.Uuid);
        List<MageBlock> blocks = [];
        if (changes.NamesUpstream)
        {
            blocks = await ListAsync(pipeline, call).ConfigureAwait(false);
            changes.ResolveUpstream(names => Known(pipeline, uuid, names, blocks));
        }

        MageBlock? current = changes.NamesUpstream && !block.IsSide ? blocks.Find(other => other.Uuid == uuid) ?? throw NotFound(pipeline, uuid)
            : changes.HasEdits || (known is not null && (known.Document.IsEmpty || changes.AreSo(known))) ? await ReadAsync(block, call).ConfigureAwait(false)
            : null;
        bool isSo = current is not null && !changes.Differ(current);
        if (changes.Fields.TryGetValue("upstream_blocks", out object? upstream))
        {
            RequireNoCycle(uuid, (string[])upstream!, blocks);
        }

        return isSo ? current : null;
    }

    private async Task RequireNoFileAsync(string pipeline, string uuid, string? type, string? language, string what, string action, MageCall call)
    {
        if (BlockPath.In(type, uuid, language) is string path && await HasFileAsync(Subject.ForBlock(pipeline, uuid), path, call).ConfigureAwait(false))
        {
            throw FileThere(uuid, path, what, action);
        }
    }

    private static MageException FileThere(string uuid, string path, string what, string action) =>
        new(MageErrorId.BlockExists, $"The file {path} exists already. {what}.") { Target = uuid, RecommendedAction = action };

    /// <summary>A block cannot be made with a file that is there, unless it is to share it.</summary>
    public static MageException FileInTheWay(string pipeline, string uuid, string path) => FileThere(uuid, path, InTheWay(pipeline), OtherName);

    /// <summary>A block cannot be renamed to one whose file is there.</summary>
    public static MageException FileOfNewName(MageBlock block, string newUuid, string path) => FileThere(newUuid, path, OldName(block.Uuid), OtherNameOrFile);

    private static string InTheWay(string pipeline) => $"It is not in pipeline {pipeline}: its file is in the project, for another pipeline or left over";

    private static string OldName(string uuid) => $"Block {uuid} has its old name";

    /// <summary>A block cannot have a name that another one of the pipeline has.</summary>
    public static MageException NameTaken(string pipeline, string uuid) => new(MageErrorId.BlockExists, $"Pipeline {pipeline} already has a block {uuid}; nothing was sent.")
    {
        Target = uuid,
        RecommendedAction = "Choose another name.",
    };

    /// <summary>What became of a creation. Mage writes the file first, and then the pipeline.</summary>
    private async Task<Sight<MageBlock>> MadeAsync(string pipeline, string uuid, BlockChanges fields, MageCall call)
    {
        if (await FindAsync(new MageBlock { PipelineUuid = pipeline, Uuid = uuid, Type = fields.Fields["type"] as string, ExtensionUuid = ExtensionOf(fields) }, call).ConfigureAwait(false) is MageBlock made)
        {
            return new Sight<MageBlock>.Done(made);
        }

        bool isLeft = fields.Fields.ContainsKey("require_unique_name")
            && BlockPath.In(fields.Fields["type"] as string, uuid, fields.Fields["language"] as string) is string path
            && await HasFileAsync(Subject.ForBlock(pipeline, uuid), path, call).ConfigureAwait(false);
        return new Sight<MageBlock>.Undone($"there is no new block {uuid}" + (isLeft ? ", but there is a file for it, which stands in the way of another try: delete it first" : string.Empty));
    }

    /// <summary>Changes only the fields given; upstream blocks are checked first, and what is edited is read in the write's own turn.</summary>
    public async Task<MageBlock> UpdateAsync(MageBlock block, BlockChanges changes, MageCall call, MageBlock? known = null)
    {
        (string pipeline, string uuid) = (block.PipelineUuid, block.Uuid);
        RequireKept(block, changes);
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call).ConfigureAwait(false);
        long begun = Session.Clock.GetTimestamp();
        if (await SettleAsync(block, changes, call, known ?? block).ConfigureAwait(false) is MageBlock already)
        {
            return already;
        }

        MageBlock? before = _seen.Find((pipeline, uuid));
        MageBlock changed = await OneAsync(
            OfType(Put(SubjectOf(block), "block", changes.Fields, Path(block)), block),
            "block",
            BlockJson.Default.MageBlock,
            Intent<MageBlock>(
                $"the change of block {uuid} of pipeline {pipeline}",
                pipeline,
                async sent => await FindAsync(block, call).ConfigureAwait(false) is not { } now ? new Sight<MageBlock>.Gone(NotFound(pipeline, uuid))
                    : changes.AreIn(now) ? new Sight<MageBlock>.Done(now)
                    : Judge(changes, now, before, await WrittenAsync(pipeline, call).ConfigureAwait(false), sent, $"block {uuid}")),
            call).ConfigureAwait(false);
        Note(block, pipeline);

        // Mage adds the file's place to a configuration, and compares upstream blocks as a set.
        changes.RequireApplied(changed, $"block {uuid}", "configuration", "upstream_blocks");
        if (changes.Fields.TryGetValue("upstream_blocks", out object? upstream) && !new HashSet<string>((string[])upstream!).SetEquals(changed.UpstreamBlocks))
        {
            throw new MageException(MageErrorId.WriteNotApplied, $"Mage answered with success but did not apply upstream_blocks to block {uuid}.")
            {
                Target = changed,
                RecommendedAction = "Read the block again and look at its upstream blocks.",
            };
        }

        if (changes.HasEdits && await SecondLook.LaterAsync(Session, begun, () => ReadAsync(block, call), $"the change of block {uuid} of pipeline {pipeline}", call).ConfigureAwait(false) is MageBlock now)
        {
            changes.RequireKept(now, $"block {uuid}");
        }

        return As(block, changed);
    }

    /// <summary>
    /// Writes a block's code. Its own route ignores it (as recorded), so it goes to the block's file; where that cannot be
    /// found for certain, through the pipeline with all its blocks in their order.
    /// </summary>
    /// <param name="which">The block.</param>
    /// <param name="content">The code.</param>
    /// <param name="call">The caller.</param>
    /// <param name="isSo">Told where the block has the code already, and nothing is sent.</param>
    public async Task<MageBlock> SetContentAsync(MageBlock which, string content, MageCall call, Action? isSo = null)
    {
        string uuid = which.Uuid;
        using IDisposable turn = await Session.Writes.EnterAsync(which.PipelineUuid, call).ConfigureAwait(false);
        MageBlock block = await ReadAsync(which, call).ConfigureAwait(false);
        if (block.Content == content)
        {
            isSo?.Invoke();
            return block;
        }

        string? stored;
        try
        {
            stored = await WriteContentAsync(block, content, call).ConfigureAwait(false);
        }
        catch (MageException unknown) when (unknown is not MageBlockException && unknown.ErrorId == MageErrorId.WriteOutcomeUnknown)
        {
            throw Offered(unknown, block);
        }

        if (stored is not null && SameText(stored, content))
        {
            block.Content = stored;
            return In(block.PipelineUuid, block);
        }

        if (await SecondLook.AfterAsync(() => ReadAsync(which, call), $"the change of the code of block {uuid} of pipeline {which.PipelineUuid}", call).ConfigureAwait(false) is not MageBlock written)
        {
            block.Content = content;
            return In(block.PipelineUuid, block);
        }

        if (!SameText(written.Content, content))
        {
            throw new MageBlockException(MageErrorId.WriteNotApplied, $"Mage answered with success but block {uuid} has not the new code.", block.Content)
            {
                Target = written,
                RecommendedAction = "Read the block again; somebody else may be editing it. The code that it had before is in $_.Exception.PreviousContent.",
            };
        }

        return written;
    }

    /// <returns>The file as it was read again after the writing; null where the reply does not have it.</returns>
    private async Task<string?> WriteContentAsync(MageBlock block, string content, MageCall call)
    {
        if (BlockPath.Of(block) is string path && await IsFileOfAsync(path, block, call).ConfigureAwait(false))
        {
            return await WriteAsync(
                Put(SubjectOf(block), "file_content", new Dictionary<string, object?> { ["content"] = content }, "file_contents", path),
                reply => (Envelope.Any(reply, Session).Value as Dictionary<string, object?>)?.TryGetValue("content", out object? now) == true ? now as string ?? string.Empty : string.Empty,
                CodeIntent(block, content, call),
                call).ConfigureAwait(false);
        }

        if (block.IsSide)
        {
            throw NoFile(block);
        }

        await SetContentThroughPipelineAsync(block, content, call).ConfigureAwait(false);
        return null;
    }

    private WriteIntent<string> CodeIntent(MageBlock before, string content, MageCall call) => new(
        $"the change of the code of block {before.Uuid} of pipeline {before.PipelineUuid}",
        $"Look at the code [list blocks: -Pipeline {before.PipelineUuid} -Block {before.Uuid} -Content]",
        async _ =>
        {
            MageBlock now = await ReadAsync(before, call).ConfigureAwait(false);
            return SameText(now.Content, content) ? new Sight<string>.Done(now.Content ?? string.Empty)
                : SameText(now.Content, before.Content) ? new Sight<string>.Undone($"block {before.Uuid} has its old code")
                : new Sight<string>.Half(failure => Cut(failure, before, now.Content ?? string.Empty, content));
        });

    /// <summary>The code is neither the old nor the new.</summary>
    private static MageBlockException Cut(MageException failure, MageBlock before, string now, string meant)
    {
        bool isOurs = !failure.IsTimeout && meant.StartsWith(now, StringComparison.Ordinal);
        string what = isOurs
            ? $"Block {before.Uuid} has the first {now.Length} of the {meant.Length} characters of the new code now, and its old code no more."
            : $"Block {before.Uuid} has neither its old code nor the new; somebody else may have written it. It was not sent again.";
        MageBlockException told = MageBlockException.Of(
            failure,
            isOurs ? failure.ErrorId : MageErrorId.WriteOutcomeUnknown,
            $"{Wording.Sentence(failure.Message)} {what}",
            before.Content,
            $"Look at the code [list blocks: -Pipeline {before.PipelineUuid} -Block {before.Uuid} -Content], and at the server's disk. The code that it had is in $_.Exception.PreviousContent: write it back [change block: {before.PipelineUuid} {before.Uuid} -Content $_.Exception.PreviousContent], or the new code again.",
            before);
        told.IsRefusal = true;
        return told;
    }

    /// <summary>A failure after which it cannot be told what code the block has: the old one is handed back.</summary>
    private static MageBlockException Offered(MageException failure, MageBlock before) => MageBlockException.Of(
        failure, failure.ErrorId, failure.Message, before.Content, $"{failure.Advice} The code that it had before is in $_.Exception.PreviousContent.", before);

    /// <summary>
    /// Renames a block, which gives it and its file another uuid. Refused where the uuid is taken in the pipeline; other
    /// pipelines that share the file lose it, so ask for those first.
    /// </summary>
    public async Task<MageBlock> RenameAsync(MageBlock block, string newName, MageCall call)
    {
        (string pipeline, string uuid) = (block.PipelineUuid, block.Uuid);
        BlockChanges changes = new() { Name = newName };
        string newUuid = MageName.BlockUuid(newName);
        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call).ConfigureAwait(false);
        List<MageBlock> blocks = await ListAsync(pipeline, call).ConfigureAwait(false);
        if (newUuid != uuid && blocks.Exists(other => other.Uuid == newUuid))
        {
            throw NameTaken(pipeline, newUuid);
        }

        MageBlock? before = block.IsSide ? block : blocks.Find(other => other.Uuid == uuid);
        MageBlock renamed;
        try
        {
            renamed = await OneAsync(
                OfType(Put(SubjectOf(block), "block", changes.Fields, Path(block)), block),
                "block",
                BlockJson.Default.MageBlock,
                Intent<MageBlock>(
                    $"the renaming of block {uuid} of pipeline {pipeline} to {newUuid}",
                    pipeline,
                    async sent =>
                    {
                        List<MageBlock> now = await (block.IsSide ? ListSidesAsync(pipeline, call) : ListAsync(pipeline, call)).ConfigureAwait(false);
                        MageBlock? old = now.Find(other => other.Uuid == uuid);
                        MageBlock? made = now.Find(other => other.Uuid == newUuid);
                        return (old, made) switch
                        {
                            (null, null) => new Sight<MageBlock>.Gone(NotFound(pipeline, uuid)),
                            ({ } same, { }) when newUuid == uuid => Judge(changes, same, before, await WrittenAsync(pipeline, call).ConfigureAwait(false), sent, $"block {uuid}"),
                            (null, { } done) => new Sight<MageBlock>.Done(done),
                            ({ } same, null) => await MovedAsync(same, newUuid, call).ConfigureAwait(false),
                            _ => new Sight<MageBlock>.Unclear($"there are both, {uuid} and {newUuid}"),
                        };
                    }),
                call).ConfigureAwait(false);
        }
        catch (MageException taken) when (taken.ErrorId == MageErrorId.BlockExists)
        {
            throw FileTaken(taken, OldName(uuid), OtherNameOrFile);
        }

        Note(block, pipeline);
        changes.RequireApplied(renamed, $"block {uuid}");
        return As(block, renamed);
    }

    /// <summary>What became of a block that has its old name: Mage moves the file first, and then writes the pipeline.</summary>
    private async Task<Sight<MageBlock>> MovedAsync(MageBlock block, string newUuid, MageCall call)
    {
        if (BlockPath.Of(block) is not string old || BlockPath.In(block.Type, newUuid, block.Language) is not string path
            || await FileTextAsync(SubjectOf(block), path, call).ConfigureAwait(false) is not string code)
        {
            return new Sight<MageBlock>.Undone($"block {block.Uuid} has its old name");
        }

        bool? isThere;
        try
        {
            isThere = await HasFileAsync(SubjectOf(block), old, call).ConfigureAwait(false);
        }
        catch (MageException failure) when (failure.ErrorId != MageErrorId.ConnectionFailed)
        {
            // Of what is gone Mage says nothing while its disk is full.
            isThere = null;
        }

        if (isThere == true)
        {
            return new Sight<MageBlock>.Undone($"block {block.Uuid} has its old name");
        }

        return new Sight<MageBlock>.Half(failure =>
        {
            MageBlockException told = MageBlockException.Of(
                failure,
                failure.IsTimeout || isThere is null ? MageErrorId.WriteOutcomeUnknown : failure.ErrorId,
                $"{Wording.Sentence(failure.Message)} Block {block.Uuid} has its old name, but its file {(isThere is null ? "seems to have been" : "was")} moved to {path}: it has no code now.",
                code,
                $"Look at the block [list blocks: -Pipeline {block.PipelineUuid} -Block {block.Uuid} -Content], and at the server's disk. Its code is in $_.Exception.PreviousContent: write it back [change block: {block.PipelineUuid} {block.Uuid} -Content $_.Exception.PreviousContent]. The file {path} stands in the way of another try until it is deleted; list it [list blocks: -Unused].",
                block);
            told.IsRefusal = true;
            return told;
        });
    }

    /// <summary>Whether there is a file for a block of another name beside a block's own; null where a block has no file of that kind.</summary>
    public async Task<bool?> HasFileForAsync(MageBlock block, string newUuid, MageCall call) =>
        BlockPath.In(block.Type, newUuid, block.Language) is string path
            ? await HasFileAsync(Subject.ForBlock(block.PipelineUuid, newUuid), path, call).ConfigureAwait(false)
            : null;

    /// <summary>
    /// Gives blocks of a pipeline names and files of their own; the files they shared stay as they are. One request for all, with the whole list: what a
    /// list leaves out Mage removes. The configuration goes along, or Mage would forget it.
    /// </summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="all">All of its blocks, callbacks and conditionals, in their order. A copy has no blocks of extensions.</param>
    /// <param name="newName">The new name of each; null for one that stays as it is.</param>
    /// <param name="call">The caller.</param>
    public async Task DetachAsync(string pipeline, IReadOnlyList<MageBlock> all, Func<MageBlock, string?> newName, MageCall call)
    {
        Dictionary<string, object?> Item(MageBlock block)
        {
            Dictionary<string, object?> item = new() { ["uuid"] = block.Uuid };
            if (newName(block) is string name)
            {
                (item["name"], item["detach"]) = (name, true);
                if (block.Configuration is { Count: > 0 } configuration)
                {
                    item["configuration"] = configuration.Where(pair => pair.Key is not ("file_path" or "file_source")).ToDictionary(pair => pair.Key, pair => pair.Value);
                }
            }

            return item;
        }

        Dictionary<string, object?> body = new();
        foreach ((string key, Func<MageBlock, bool> isOne) in new (string, Func<MageBlock, bool>)[] { ("blocks", block => !block.IsSide), ("callbacks", block => block.Type == "callback"), ("conditionals", block => block.Type == "conditional") })
        {
            if (all.Any(isOne))
            {
                body[key] = all.Where(isOne).Select(Item).ToArray();
            }
        }

        using IDisposable turn = await Session.Writes.EnterAsync(pipeline, call).ConfigureAwait(false);
        MageRequest request = Put(Subject.ForPipeline(pipeline), "pipeline", body, "pipelines", pipeline);
        await WriteAsync(
            request.With("update_content", "true"),
            reply => Envelope.Read(reply, "pipeline", Session).Key ?? string.Empty,
            Intent<string>(
                $"the change of the block names of pipeline {pipeline}",
                pipeline,
                async _ =>
                {
                    List<MageBlock> now = await ListAllAsync(pipeline, call).ConfigureAwait(false);
                    bool Has(string? uuid) => now.Exists(block => block.Uuid == uuid);
                    return all.All(block => Has(newName(block) ?? block.Uuid)) ? new Sight<string>.Done(pipeline)
                        : all.All(block => Has(block.Uuid)) ? new Sight<string>.Undone($"the blocks of pipeline {pipeline} have their old names")
                        : new Sight<string>.Unclear($"only some blocks of pipeline {pipeline} have their new names");
                }),
            call).ConfigureAwait(false);
        Session.ListLag.Note(pipeline, blocks: true, sides: all.Any(block => block.IsSide));
    }

    /// <summary>Deletes a block from its pipeline; its file stays.</summary>
    /// <param name="block">The block. Those in lists of their own are reached by their type or extension only.</param>
    /// <param name="force">Link the blocks below to the blocks above, instead of refusing.</param>
    /// <param name="call">The caller.</param>
    public async Task DeleteAsync(MageBlock block, bool force, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(block.PipelineUuid, call).ConfigureAwait(false);
        MageRequest request = OfType(Delete(SubjectOf(block), Path(block)), block);
        if (force)
        {
            request.With("force", "true");
        }

        await RemoveAsync(
            request,
            "block",
            BlockJson.Default.MageBlock,
            Intent<Removed>(
                $"the removal of {block.Kind} {block.Uuid} of pipeline {block.PipelineUuid}",
                block.PipelineUuid,
                async sent => await FindAsync(block, call).ConfigureAwait(false) is not null
                    ? StillThere(null, null, await WrittenAsync(block.PipelineUuid, call).ConfigureAwait(false), sent, $"block {block.Uuid}")
                    : new Sight<Removed>.Done(Removed.Yes)),
            call).ConfigureAwait(false);
        Note(block, block.PipelineUuid);
    }

    /// <summary>Notes that the list of pipelines is wrong about a block.</summary>
    private void Note(MageBlock block, string pipeline) => Session.ListLag.Note(pipeline, blocks: !block.IsSide, sides: block.IsSide);

    private static WriteIntent<T> Intent<T>(string deed, string pipeline, Func<ServerMoment, Task<Sight<T>>> look) =>
        new(deed, $"Look at the blocks [list blocks: -Pipeline {pipeline}]", look);

    /// <summary>The block, or null. The list leaves out those in lists of their own; their own route knows them by their type or extension.</summary>
    private async Task<MageBlock?> FindAsync(MageBlock which, MageCall call)
    {
        if (!which.IsSide)
        {
            return (await ListAsync(which.PipelineUuid, call).ConfigureAwait(false)).Find(block => block.Uuid == which.Uuid);
        }

        try
        {
            return await ReadAsync(which, call).ConfigureAwait(false);
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

    private static Subject SubjectOf(MageBlock block) => Subject.ForBlock(block.PipelineUuid, block.Uuid);

    private static string[] Path(MageBlock block) => ["pipelines", block.PipelineUuid, "blocks", block.Uuid];

    private static MageRequest OfType(MageRequest request, MageBlock block) =>
        block.Type == "extension" ? request.With("extension_uuid", block.ExtensionUuid ?? Vocabulary.Extension)
        : block.IsSide ? request.With("block_type", block.Type!)
        : request;

    /// <summary>A file that is in the way.</summary>
    private static MageException FileTaken(MageException taken, string what, string action)
    {
        MageException told = taken.Retold(taken.ErrorId, $"{Wording.Sentence(taken.Message)} {what}.", action);
        told.IsRefusal = true;
        return told;
    }

    private static MageException NoFile(MageBlock block) => new(MageErrorId.NotSupported, $"The file of {block.Kind} {block.Uuid} cannot be told for certain; nothing was sent.")
    {
        Target = block,
        RecommendedAction = "Change its code in Mage.",
    };

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

    /// <summary>What was answered about a block.</summary>
    private MageBlock As(MageBlock which, MageBlock block)
    {
        block.ExtensionUuid = which.ExtensionUuid;
        return In(which.PipelineUuid, block);
    }

    private MageBlock In(string pipeline, MageBlock block)
    {
        block.PipelineUuid = pipeline;
        _seen.Note((pipeline, block.Uuid), block);
        return block;
    }

    /// <summary>The uuids of blocks that are named by uuid or by name: Mage ignores names that it does not know as uuids.</summary>
    private static string[] Known(string pipeline, string uuid, string[] names, List<MageBlock> blocks)
    {
        (string Name, MageBlock? Block)[] found = [.. names.Select(name => (name, BlockNames.Find(blocks, name)))];
        string[] unknown = [.. found.Where(item => item.Block is null).Select(item => item.Name)];
        if (unknown.Length > 0)
        {
            throw new MageException(MageErrorId.BlockNotFound, $"Pipeline {pipeline} has no block {string.Join(", ", unknown)} that {uuid} could take its input from; nothing was sent.")
            {
                Target = unknown[0],
                RecommendedAction = $"List the blocks [list blocks: -Pipeline {pipeline}]. Mage would ignore the unknown ones without a word.",
            };
        }

        return [.. found.Select(item => item.Block!.Uuid).Distinct(StringComparer.Ordinal)];
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
