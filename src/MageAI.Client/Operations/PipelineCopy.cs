using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Blocks;
using MageAI.Files;
using MageAI.Pipelines;
using MageAI.Resources;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>
/// Copies a pipeline: with its block files shared, as Mage does, or with files of their own, so that no change of a block is one of the other
/// pipeline; and with its schedules, switched off.
/// </summary>
/// <param name="session">Where.</param>
/// <param name="promised">The names that a preview of the command gives.</param>
/// <param name="newName">The copy's uuid, which is its name too.</param>
/// <param name="isIndependent">Whether blocks get files of their own.</param>
/// <param name="includeSchedules">Whether schedules are copied.</param>
internal sealed class PipelineCopy(MageSession session, PromisedNames promised, string newName, bool isIndependent, bool includeSchedules)
{
    public Step<MagePipeline> Plan(string source) => new(
        $"pipeline {source}",
        $"Copy to {newName}{(isIndependent ? "; with block files of its own" : "; its block files are shared")}{(includeSchedules ? "; its schedules are copied too, switched off" : string.Empty)}",
        source,
        call => CopyAsync(source, call))
    {
        Look = Preview.After(async call =>
        {
            await LookAsync(source, call).ConfigureAwait(false);
            await session.Pipelines.RequireAsync(source, call).ConfigureAwait(false);
            await promised.RequireFreeAsync(newName, () => session.Pipelines.RequireFreeAsync(newName, call), () => PipelineClient.Taken(newName)).ConfigureAwait(false);
            promised.Give(newName);
        }),
    };

    /// <summary>The name, if a copy can have it.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidName"/>: it cannot.</exception>
    public static string RequireName(string newName)
    {
        MageName.RequireUsable("pipeline", newName);
        return string.Equals(MageName.PipelineUuid(newName), newName, StringComparison.Ordinal) ? newName : throw Refuse(
            MageErrorId.InvalidName,
            $"Mage takes the name of a copy for its uuid as it stands, and from '{newName}' it would make a broken pipeline",
            $"Pass '{MageName.PipelineUuid(newName)}', which becomes its name too.",
            newName);
    }

    private async Task<MagePipeline> CopyAsync(string source, MageCall call)
    {
        List<MageBlock> blocks = await LookAsync(source, call).ConfigureAwait(false);
        MagePipeline copy = await session.Pipelines.CloneAsync(source, newName, call).ConfigureAwait(false);
        try
        {
            if (isIndependent && blocks.Exists(block => block.Type != "extension"))
            {
                await DetachAsync(source, call).ConfigureAwait(false);
            }

            foreach (MageBlock block in blocks.Where(block => block.Type == "extension"))
            {
                await session.Blocks.CreateAsync(newName, await FieldsAsync(source, block, blocks, call).ConfigureAwait(false), call).ConfigureAwait(false);
            }

            if (includeSchedules)
            {
                List<MageSchedule> schedules = await session.Schedules.ListFor(source, call).ToListAsync(call.Cancellation).ConfigureAwait(false);

                // That of a backfill is the backfill's, and runs nothing by itself.
                List<MageBackfill> backfills = await session.Backfills.List(source, withRunCount: false, call).ToListAsync(call.Cancellation).ConfigureAwait(false);
                foreach (MageSchedule schedule in schedules.Where(schedule => !backfills.Exists(backfill => backfill.PipelineScheduleId == schedule.Id)).OrderBy(schedule => schedule.Id))
                {
                    await session.Schedules.CreateAsync(newName, Fields(schedule), call).ConfigureAwait(false);
                }
            }
        }
        catch (MageException failure)
        {
            string part = failure.ErrorId == MageErrorId.WriteOutcomeUnknown ? "whether all of it is not known" : "but not all of it";
            throw failure.Retold(
                failure.ErrorId,
                $"{Wording.Sentence(failure.Message)} Pipeline {newName} was made, {part}.",
                $"Look at pipeline {newName}; remove it before you try again.",
                copy);
        }

        return await SecondLook.AfterAsync(async () => await session.Pipelines.FindAsync(newName, call).ConfigureAwait(false) ?? copy, $"the copy {newName}", call).ConfigureAwait(false) ?? copy;
    }

    /// <summary>Refuses what would leave a copy that is not one.</summary>
    /// <returns>The blocks, where they are to have files of their own; else those of extensions, which Mage's copy leaves out.</returns>
    private async Task<List<MageBlock>> LookAsync(string source, MageCall call)
    {
        RequireName(newName);
        if (!isIndependent)
        {
            return [.. (await session.Blocks.ListSidesAsync(source, call).ConfigureAwait(false)).Where(block => block.Type == "extension")];
        }

        List<MageBlock> blocks = await session.Blocks.ListAllAsync(source, call).ConfigureAwait(false);
        if (blocks.Find(block => block.GetField("replicated_block") is string { Length: > 0 }) is MageBlock replica)
        {
            throw Refuse(MageErrorId.NotSupported, $"Block {replica.Uuid} of pipeline {source} is a replica, which has no file and would be one of no block", "Copy the pipeline without -Independent, or replace the replica first.");
        }

        if (blocks.Select(block => NewName(source, block)).OfType<string>().GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(names => names.Count() > 1) is { } twice)
        {
            throw Refuse(MageErrorId.BlockExists, $"Two blocks of pipeline {source} would get the name {twice.Key}, as Mage renames no block into a folder", "Copy the pipeline without -Independent, or rename one of them first.");
        }

        foreach (MageBlock block in blocks)
        {
            if (NewName(source, block) is string name && await session.Blocks.HasFileForAsync(block, name, call).ConfigureAwait(false) == true)
            {
                throw Refuse(MageErrorId.BlockExists, $"A file of the name {name}, which {block.Kind} {block.Uuid} would get, exists already", "Choose another name for the copy.");
            }
        }

        return blocks;
    }

    private async Task DetachAsync(string source, MageCall call)
    {
        List<MageBlock> blocks = await session.Blocks.ListAllAsync(newName, call).ConfigureAwait(false);

        // The list leaves the configuration out, and what is not sent is lost.
        List<MageBlock> whole = [];
        foreach (MageBlock block in blocks)
        {
            whole.Add(await session.Blocks.ReadAsync(block, call).ConfigureAwait(false));
        }

        await session.Blocks.DetachAsync(newName, whole, block => NewName(source, block), call).ConfigureAwait(false);
        List<MageBlock>? now = await SecondLook.AfterAsync(() => session.Blocks.ListAllAsync(newName, call), $"the copy {newName}, with files of its own,", call).ConfigureAwait(false);
        string[] missing = now is null ? [] : [.. blocks.Where(block => !now.Exists(other => other.Uuid == (NewName(source, block) ?? block.Uuid))).Select(block => block.Uuid)];
        if (missing.Length > 0)
        {
            throw new MageException(MageErrorId.WriteNotApplied, $"Mage answered with success but these blocks have no files of their own: {string.Join(", ", missing)}.") { Target = missing[0] };
        }

        foreach (MageBlock block in whole.Where(block => block.Uuid.IndexOf('/') >= 0 && NewName(source, block) is not null))
        {
            await PlaceAsync(NewName(source, block)!, block, call).ConfigureAwait(false);
        }

        string[] shared = [.. blocks.Where(block => NewName(source, block) is null && block.Type != "markdown").Select(block => block.Uuid)];
        if (shared.Length > 0)
        {
            call.Warnings.Enqueue($"These blocks of {newName} have no files of their own and are shared with {source}: {string.Join(", ", shared)}.");
        }
    }

    /// <summary>
    /// Says in a block's configuration where its file is. Mage makes the file of a block that was in a folder outside it, and notes it inside (by experiment on
    /// 0.9.79).
    /// </summary>
    private async Task PlaceAsync(string uuid, MageBlock before, MageCall call)
    {
        MageBlock block = await session.Blocks.ReadAsync(new MageBlock { PipelineUuid = newName, Uuid = uuid, Type = before.Type, Session = session }, call).ConfigureAwait(false);
        if (BlockPath.In(block.Type, uuid, block.Language) is string path && BlockPath.Configured(block.Configuration) is string noted && noted != path
            && await session.Files.ExistsAsync(path, call).ConfigureAwait(false))
        {
            Dictionary<string, object?> place = new() { ["file_path"] = path, ["file_source"] = new Dictionary<string, object?> { ["path"] = path } };
            await session.Blocks.UpdateAsync(block, new BlockChanges { ConfigurationEdit = place }, call).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// What the copy's name has more than the source's, else the name, behind the block's, without its folder, for Mage renames no block into one; null for
    /// blocks whose files are in other places.
    /// </summary>
    private string? NewName(string source, MageBlock block) => block.Type is "dbt" or "global_data_product"
        ? null
        : block.Uuid.Replace('/', '_') + (newName.StartsWith(source, StringComparison.Ordinal) && newName.Length > source.Length + 1 && newName[source.Length] == '_' ? newName.Substring(source.Length) : "_" + newName);

    /// <summary>What a block of an extension is made of in the copy: what Mage keeps of one.</summary>
    private async Task<BlockChanges> FieldsAsync(string source, MageBlock block, List<MageBlock> blocks, MageCall call)
    {
        MageBlock whole = await session.Blocks.ReadAsync(block, call).ConfigureAwait(false);
        string Named(MageBlock one) => (isIndependent ? NewName(source, one) : null) ?? one.Uuid;
        BlockChanges fields = new()
        {
            Name = !isIndependent && MageName.BlockUuid(block.Name ?? string.Empty) == block.Uuid ? block.Name! : Named(block),
            Type = "extension",
            ExtensionUuid = block.ExtensionUuid ?? Vocabulary.Extension,
            Language = whole.Language ?? "python",
            UpstreamBlocks = whole.UpstreamBlocks.Select(uuid => blocks.Find(other => other.Uuid == uuid && !other.IsSide) is MageBlock above ? Named(above) : uuid),
        };
        if (whole.Color is string color)
        {
            fields.Color = color;
        }

        Dictionary<string, object?> configuration = (whole.Configuration ?? []).Where(pair => !isIndependent || pair.Key is not ("file_path" or "file_source")).ToDictionary(pair => pair.Key, pair => pair.Value);
        if (configuration.Count > 0)
        {
            fields.Configuration = configuration;
        }

        if (isIndependent)
        {
            fields.Content = whole.Content ?? string.Empty;
            fields.RequireUniqueName = true;
        }

        return fields;
    }

    private static ScheduleChanges Fields(MageSchedule schedule)
    {
        ScheduleChanges fields = new() { Name = schedule.Name ?? $"copy of {schedule.Id}" };
        if (schedule.ScheduleType is string type)
        {
            fields.ScheduleType = type;
        }

        if (!string.IsNullOrEmpty(schedule.ScheduleInterval))
        {
            fields.ScheduleInterval = schedule.ScheduleInterval;
        }

        if (schedule.StartTime is not null)
        {
            fields.StartTime = schedule.StartTime;
        }

        if (!string.IsNullOrEmpty(schedule.Description))
        {
            fields.Description = schedule.Description;
        }

        if (schedule.Variables is { Count: > 0 } variables)
        {
            fields.Variables = variables;
        }

        if (schedule.Settings is { Count: > 0 } settings)
        {
            fields.Settings = settings;
        }

        if (schedule.Sla is not null)
        {
            fields.Sla = schedule.Sla;
        }

        if (schedule.Tags.Length > 0)
        {
            fields.Tags = schedule.Tags;
        }

        return fields;
    }

    private MageException Refuse(MageErrorId id, string what, string action) => Refuse(id, what, action, newName);

    private static MageException Refuse(MageErrorId id, string what, string action, string target) => new(id, $"{what}; nothing was sent.")
    {
        Target = target,
        RecommendedAction = action,
    };
}
