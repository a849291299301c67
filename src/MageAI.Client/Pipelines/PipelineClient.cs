using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Http;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Pipelines;

/// <summary>The operations on pipelines.</summary>
internal sealed class PipelineClient(MageSession session) : ResourceClient(session)
{
    /// <summary>When each pipeline that this session made was made: what has that time was not made by a later request.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset?> _made = new(StringComparer.Ordinal);

    private readonly LastSeen<string, Stamps> _seen = new();

    /// <summary>The uuids under which this session left nothing.</summary>
    private readonly ConcurrentDictionary<string, bool> _left = new(StringComparer.Ordinal);

    /// <summary>Whether this session removed the pipeline of a uuid, or gave it another, and saw none of that uuid since.</summary>
    public bool IsGone(string uuid) => _left.ContainsKey(uuid);

    /// <summary>
    /// Lists pipelines. There is no reading of one by its own route here: <c>GET /pipelines/{uuid}</c> switches the kernel of
    /// everybody's notebooks when the type differs (Mage's <c>switch_active_kernel</c>), the list does not.
    /// </summary>
    public async Task<Page<MagePipeline>> ListAsync(PipelineQuery query, MageCall call)
    {
        MageRequest request = Get(Subject.ForPipeline(), "pipelines");
        if (query.Search is not null)
        {
            request.With("search", query.Search);
        }

        if (query.IncludeSchedules)
        {
            request.With("include_schedules", "true");
        }

        request.With("_order_by[]", "uuid");
        if (query.First is int first)
        {
            request.With("_limit", Text(first)).With("_offset", Text(query.Skip));
        }

        Page<MagePipeline> page = await ManyAsync(request, "pipelines", PipelineJson.Default.MagePipeline, call).ConfigureAwait(false);
        foreach (MagePipeline pipeline in page.Items)
        {
            pipeline.Unlist();
            Note(pipeline);
        }

        return page;
    }

    /// <summary>The pipeline of this uuid, or null.</summary>
    public async Task<MagePipeline?> FindAsync(string uuid, MageCall call, bool includeSchedules = false)
    {
        Page<MagePipeline> page = await ListAsync(new PipelineQuery { Search = uuid, IncludeSchedules = includeSchedules }, call).ConfigureAwait(false);
        return page.Items.FirstOrDefault(pipeline => string.Equals(pipeline.Uuid, uuid, StringComparison.Ordinal));
    }

    /// <summary>The pipeline of this uuid.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.PipelineNotFound"/>.</exception>
    public async Task<MagePipeline> RequireAsync(string uuid, MageCall call) =>
        await FindAsync(uuid, call).ConfigureAwait(false) ?? throw NotFound(uuid);

    /// <summary>The pipeline of this uuid, to be changed: whole, where something is changed that the list does not know.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.PipelineNotFound"/>; and as <see cref="WholeAsync"/>.</exception>
    public async Task<MagePipeline> RequireAsync(string uuid, PipelineChanges changes, MageCall call)
    {
        MagePipeline listed = await RequireAsync(uuid, call).ConfigureAwait(false);
        return MagePipeline.Unlisted.Any(changes.Touches) ? await WholeAsync(listed, call).ConfigureAwait(false) : listed;
    }

    /// <summary>Reads what the list does not know of a pipeline from the pipeline's file, into the pipeline: one request.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidResponse"/> when the file is no YAML.</exception>
    public async Task<MagePipeline> WholeAsync(MagePipeline listed, MageCall call)
    {
        if (await FileTextAsync(Subject.ForPipeline(listed.Uuid), $"pipelines/{listed.Uuid}/metadata.yaml", call).ConfigureAwait(false) is string file)
        {
            try
            {
                listed.Complete(YamlText.Parse(file) as Dictionary<string, object?> ?? []);
            }
            catch (FormatException e)
            {
                throw new MageException(MageErrorId.InvalidResponse, $"The file metadata.yaml of pipeline {listed.Uuid} cannot be read: {e.Message}", e) { Target = listed.Uuid };
            }
        }

        return listed;
    }

    /// <summary>Refuses a uuid that is taken.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.PipelineExists"/>.</exception>
    public async Task RequireFreeAsync(string uuid, MageCall call)
    {
        if (await FindAsync(uuid, call).ConfigureAwait(false) is not null)
        {
            throw Taken(uuid);
        }
    }

    /// <summary>A pipeline cannot have a name that another one has.</summary>
    public static MageException Taken(string uuid) => new(MageErrorId.PipelineExists, $"Pipeline {uuid} already exists; nothing was sent.")
    {
        Target = uuid,
        RecommendedAction = "Choose another name, or remove or rename the existing pipeline.",
    };

    /// <summary>Refuses a new name where Mage would answer with an error: its uuid is taken, or stays the same.</summary>
    public async Task RequireNewNameAsync(string uuid, string newName, MageCall call)
    {
        MageName.RequireUsable("pipeline", newName);
        string newUuid = MageName.PipelineUuid(newName);
        if (newUuid == uuid)
        {
            throw new MageException(MageErrorId.InvalidName, $"'{newName}' has the uuid {uuid} too, and Mage refuses a new name with the old uuid; nothing was sent.")
            {
                Target = uuid,
                RecommendedAction = "Choose a name that differs in more than case and punctuation.",
            };
        }

        await RequireFreeAsync(newUuid, call).ConfigureAwait(false);
    }

    /// <summary>Whether the pipeline's own file is there, also where Mage cannot read it and lists no such pipeline.</summary>
    public Task<bool> HasFileAsync(string uuid, MageCall call) => HasFileAsync(Subject.ForPipeline(uuid), $"pipelines/{uuid}/metadata.yaml", call);

    private bool IsMadeBefore(MagePipeline found) => _made.TryGetValue(found.Uuid, out DateTimeOffset? made) && made == found.CreatedAt;

    public MageException NotFound(string uuid) => new(MageErrorId.PipelineNotFound, $"Pipeline {uuid} does not exist on {Session.Uri}.")
    {
        Target = uuid,
        RecommendedAction = "List the pipelines [list pipelines].",
    };

    /// <summary>Makes a pipeline; Mage makes the uuid of the name. What it does not take at a creation is set by a second request.</summary>
    public async Task<MagePipeline> CreateAsync(PipelineChanges fields, MageCall call)
    {
        string uuid = MageName.PipelineUuid((string)fields.Fields["name"]!);
        using IDisposable turn = await Session.Writes.EnterAsync(uuid, call).ConfigureAwait(false);
        MagePipeline made = await MakeAsync(uuid, fields.Only(field => Array.IndexOf(MagePipeline.Unlisted, field) < 0), call).ConfigureAwait(false);
        PipelineChanges afterwards = fields.Only(field => Array.IndexOf(MagePipeline.Unlisted, field) >= 0);
        if (afterwards.IsEmpty)
        {
            return made;
        }

        try
        {
            return await UpdateAsync(made.Uuid, afterwards, call).ConfigureAwait(false);
        }
        catch (MageException failure)
        {
            string missing = failure.ErrorId == MageErrorId.WriteOutcomeUnknown ? $"whether with its {afterwards} is not known" : $"but without its {afterwards}";
            throw failure.Retold(
                failure.ErrorId,
                $"{Wording.Sentence(failure.Message)} Pipeline {made.Uuid} was made, {missing}.",
                $"Set what is missing [change pipeline: {made.Uuid}], or remove it before you try again.",
                made);
        }
    }

    private async Task<MagePipeline> MakeAsync(string uuid, PipelineChanges fields, MageCall call)
    {
        DateTimeOffset begun = Session.Now;
        MagePipeline made = await OneAsync(
            Post(Subject.ForPipeline(uuid), "pipeline", fields.Fields, "pipelines"),
            "pipeline",
            PipelineJson.Default.MagePipeline,
            Intent<MagePipeline>(
                $"the creation of pipeline {uuid}",
                uuid,
                async _ => Made(
                    await FindAsync(uuid, call).ConfigureAwait(false) is { } found && MageSession.IsSince(found.CreatedAt, begun) && !IsMadeBefore(found) ? found : null,
                    $"pipeline {uuid}")),
            call).ConfigureAwait(false);
        _made[made.Uuid] = made.CreatedAt;
        Note(made);
        fields.RequireApplied(made, $"pipeline {made.Uuid}");
        return made;
    }

    /// <summary>
    /// Makes a copy of a pipeline that uses the same block files; no schedules. Mage takes the name for the uuid as it is, and where that is taken it makes a
    /// copy of another name, so only the uuid of a pipeline that does not exist is sent.
    /// </summary>
    /// <exception cref="MageException"><see cref="MageErrorId.PipelineExists"/>, or <see cref="MageErrorId.WriteNotApplied"/> naming the copy of another name.</exception>
    public async Task<MagePipeline> CloneAsync(string source, string uuid, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(uuid, call).ConfigureAwait(false);
        await RequireAsync(source, call).ConfigureAwait(false);
        await RequireFreeAsync(uuid, call).ConfigureAwait(false);

        // The copy has the source's time of creation, so that the uuid was free before is all that tells it.
        Dictionary<string, object?> fields = new() { ["name"] = uuid, ["clone_pipeline_uuid"] = source };
        MagePipeline made = await OneAsync(
            Post(Subject.ForPipeline(source), "pipeline", fields, "pipelines"),
            "pipeline",
            PipelineJson.Default.MagePipeline,
            Intent<MagePipeline>(
                $"the copy of pipeline {source}",
                uuid,
                async _ =>
                {
                    MagePipeline? found = await FindAsync(uuid, call).ConfigureAwait(false);
                    return found is not null && !await HasBlocksOfAsync(uuid, source, call).ConfigureAwait(false)
                        ? new Sight<MagePipeline>.Half(failure => Begun(failure, source, found))
                        : Made(found, $"pipeline {uuid}");
                }),
            call).ConfigureAwait(false);
        return made.Uuid == uuid
            ? made
            : throw new MageException(MageErrorId.WriteNotApplied, $"Mage made the copy of pipeline {source} as {made.Uuid}, not as {uuid}.")
            {
                Target = made,
                RecommendedAction = $"Somebody made a pipeline {uuid} at the same time: remove {made.Uuid}, and choose another name.",
            };
    }

    private async Task<bool> HasBlocksOfAsync(string copy, string source, MageCall call) =>
        (await BlocksOfAsync(copy, call).ConfigureAwait(false)).SetEquals(await BlocksOfAsync(source, call).ConfigureAwait(false));

    /// <summary>The uuids of a pipeline's blocks, by the route that is true of them.</summary>
    private async Task<HashSet<string?>> BlocksOfAsync(string uuid, MageCall call)
    {
        (_, object? value, _, _) = Envelope.Any(await SendAsync(Get(Subject.ForPipeline(uuid), "pipelines", uuid, "blocks"), call).ConfigureAwait(false), Session);
        return [.. (value as List<object?> ?? []).OfType<Dictionary<string, object?>>().Select(block => block.TryGetValue("uuid", out object? of) ? of as string : null)];
    }

    /// <summary>Mage makes an empty pipeline first, and then writes into its file what the source has.</summary>
    private static MageException Begun(MageException failure, string source, MagePipeline copy)
    {
        MageException told = failure.Retold(
            failure.IsTimeout ? MageErrorId.WriteOutcomeUnknown : failure.ErrorId,
            $"{Wording.Sentence(failure.Message)} Pipeline {copy.Uuid} was made, but has not the blocks of {source}{(failure.IsTimeout ? ", or not yet" : string.Empty)}.",
            $"Look at pipeline {copy.Uuid}; remove it before you try again.",
            copy);
        told.IsRefusal = true;
        return told;
    }

    /// <summary>
    /// Changes only the fields given. What is edited is read in the write's own turn, so that no other edit of this session is lost; so is the pipeline where
    /// nothing shows that it is other than it is to be, since what would change nothing is not sent.
    /// </summary>
    /// <param name="uuid">The pipeline.</param>
    /// <param name="changes">The fields.</param>
    /// <param name="call">The caller.</param>
    /// <param name="known">The pipeline as it was seen; null where it was not.</param>
    public async Task<MagePipeline> UpdateAsync(string uuid, PipelineChanges changes, MageCall call, MagePipeline? known = null)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(uuid, call).ConfigureAwait(false);
        long begun = Session.Clock.GetTimestamp();
        bool looks = changes.HasEdits || known is null || changes.AreSo(known);
        if (looks && await RequireAsync(uuid, changes, call).ConfigureAwait(false) is MagePipeline current && !changes.Differ(current))
        {
            return current;
        }

        Stamps? before = _seen.Find(uuid);
        MagePipeline changed = await OneAsync(
            Put(Subject.ForPipeline(uuid), "pipeline", changes.Fields, "pipelines", uuid),
            "pipeline",
            PipelineJson.Default.MagePipeline,
            Intent<MagePipeline>(
                $"the change of pipeline {uuid}",
                uuid,
                async sent =>
                {
                    MagePipeline? now = await FindAsync(uuid, call).ConfigureAwait(false);
                    return now is null ? new Sight<MagePipeline>.Gone(NotFound(uuid))
                        : before is { UpdatedAt: not null } && before == Stamps.Of(now) && !changes.AreIn(now) ? new Sight<MagePipeline>.Undone($"pipeline {uuid} is as it was")
                        : Judge(changes, now, null, now.UpdatedAt, sent, $"pipeline {uuid}");
                }),
            call).ConfigureAwait(false);
        Note(changed);
        Session.ListLag.Forget(uuid);
        changes.RequireApplied(changed, $"pipeline {uuid}");
        if (changes.HasEdits && await SecondLook.LaterAsync(Session, begun, () => RequireAsync(uuid, changes, call), $"the change of pipeline {uuid}", call).ConfigureAwait(false) is MagePipeline now)
        {
            changes.RequireKept(now, $"pipeline {uuid}");
        }

        return changed;
    }

    /// <summary>
    /// Renames a pipeline, which gives it a new uuid; schedules, runs and secrets move along, their logs and outputs do not. Whether the
    /// name can be had is looked at before, by <see cref="RequireNewNameAsync"/>.
    /// </summary>
    public async Task<MagePipeline> RenameAsync(string uuid, string newName, MageCall call)
    {
        PipelineChanges changes = new() { Name = newName };
        string newUuid = MageName.PipelineUuid(newName);
        using IDisposable turn = await Session.Writes.EnterAsync(uuid, call).ConfigureAwait(false);
        MagePipeline renamed = await OneAsync(
            Put(Subject.ForPipeline(uuid), "pipeline", changes.Fields, "pipelines", uuid),
            "pipeline",
            PipelineJson.Default.MagePipeline,
            Intent<MagePipeline>(
                $"the renaming of pipeline {uuid} to {newUuid}",
                newUuid,
                async _ =>
                {
                    MagePipeline? old = await FindAsync(uuid, call).ConfigureAwait(false);
                    MagePipeline? now = await FindAsync(newUuid, call).ConfigureAwait(false);
                    return (old, now) switch
                    {
                        (null, null) => new Sight<MagePipeline>.Gone(NotFound(uuid)),
                        (null, { } done) when done.Name == newName => new Sight<MagePipeline>.Done(done),
                        (null, { } moved) => new Sight<MagePipeline>.Half(failure => Moved(failure, uuid, moved, newName)),
                        ({ }, null) => new Sight<MagePipeline>.Undone($"pipeline {uuid} has its old name"),
                        _ => new Sight<MagePipeline>.Unclear($"there are both, {uuid} and {newUuid}"),
                    };
                }),
            call).ConfigureAwait(false);
        _left[uuid] = true;
        Note(renamed);
        Session.ListLag.Forget(uuid);
        changes.RequireApplied(renamed, $"pipeline {uuid}");
        return renamed;
    }

    /// <summary>Mage moves the folder first, then writes the name, and then what belongs to it.</summary>
    private static MageException Moved(MageException failure, string uuid, MagePipeline moved, string newName)
    {
        MageException told = failure.Retold(
            failure.IsTimeout ? MageErrorId.WriteOutcomeUnknown : failure.ErrorId,
            $"{Wording.Sentence(failure.Message)} Pipeline {uuid} is {moved.Uuid} now, but its name is still '{moved.Name}', and its schedules and runs are still those of {uuid}.");
        told.RecommendedAction = $"Look at the server's disk. Then give the pipeline a name of the uuid {uuid} that is spelled otherwise than '{moved.Name}', such as '{uuid.ToUpperInvariant()}', so that what belongs to it has it again, and after that '{newName}'.";
        told.Target = moved;
        told.IsRefusal = true;
        return told;
    }

    /// <summary>Deletes the pipeline's folder. Its schedules and runs stay behind unless deleted before.</summary>
    public async Task DeleteAsync(string uuid, MageCall call)
    {
        using IDisposable turn = await Session.Writes.EnterAsync(uuid, call).ConfigureAwait(false);
        Stamps? before = _seen.Find(uuid);
        await RemoveAsync(
            Delete(Subject.ForPipeline(uuid), "pipelines", uuid),
            "pipeline",
            PipelineJson.Default.MagePipeline,
            Intent<Removed>(
                $"the removal of pipeline {uuid}",
                uuid,
                async sent => await FindAsync(uuid, call).ConfigureAwait(false) is not { } found
                    ? new Sight<Removed>.Done(Removed.Yes)
                    : StillThere(before?.CreatedAt, found.CreatedAt, found.UpdatedAt, sent, $"pipeline {uuid}")),
            call).ConfigureAwait(false);
        _left[uuid] = true;
        Session.ListLag.Forget(uuid);
    }

    private static WriteIntent<T> Intent<T>(string deed, string uuid, Func<ServerMoment, Task<Sight<T>>> look) =>
        new(deed, $"Look at the pipeline [list pipelines: {uuid}]", look);

    private void Note(MagePipeline pipeline)
    {
        _seen.Note(pipeline.Uuid, Stamps.Of(pipeline));
        _left.TryRemove(pipeline.Uuid, out _);
    }

    /// <summary>When a pipeline was made and when its file was last written, to the microsecond: what is alike in both was not touched.</summary>
    private sealed record Stamps(DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt)
    {
        public static Stamps Of(MagePipeline pipeline) => new(pipeline.CreatedAt, pipeline.UpdatedAt);
    }
}
