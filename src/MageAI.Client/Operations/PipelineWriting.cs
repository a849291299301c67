using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Pipelines;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>Changes a pipeline: its fields, then its name, which changes the uuid.</summary>
/// <param name="session">Where.</param>
/// <param name="promised">The names that a preview of the command gives.</param>
/// <param name="changes">The fields.</param>
/// <param name="newName">The new name; null to leave it.</param>
/// <param name="evenIfRunning">Whether the name may change under runs in progress.</param>
internal sealed class PipelineWriting(MageSession session, PromisedNames promised, PipelineChanges changes, string? newName, bool evenIfRunning)
{
    public bool IsEmpty => changes.IsEmpty && newName is null;

    /// <summary>Whether all was so already when it was carried out, and nothing was sent.</summary>
    public bool ChangedNothing => newName is null && changes.WereSo;

    /// <summary>The change.</summary>
    /// <param name="uuid">The pipeline.</param>
    /// <param name="known">The pipeline as it was seen; null where it was not.</param>
    public Step<MagePipeline> Plan(string uuid, MagePipeline? known)
    {
        if (newName is not null)
        {
            MageName.RequireUsable("pipeline", newName);
        }

        List<string> parts = [.. changes.Parts(null)];
        if (newName is not null)
        {
            parts.Add(ChangeText.Of("NewName", newName));
        }

        return new Step<MagePipeline>($"pipeline {uuid}", $"Set {string.Join("; ", parts)}", uuid, call => WriteAsync(uuid, known, call)) { Look = call => LookAsync(uuid, call) };
    }

    private async Task<Preview> LookAsync(string uuid, MageCall call)
    {
        MagePipeline now = await session.Pipelines.RequireAsync(uuid, changes, call).ConfigureAwait(false);
        List<string> parts = [.. changes.Parts(now)];
        if (newName is not null)
        {
            string newUuid = MageName.PipelineUuid(newName);
            await promised.RequireFreeAsync(newUuid, () => session.Pipelines.RequireNewNameAsync(uuid, newName, call), () => PipelineClient.Taken(newUuid)).ConfigureAwait(false);
            await RequireQuietAsync(uuid, call).ConfigureAwait(false);
            promised.Move(uuid, newUuid);
            parts.AddRange(ChangeText.Of("NewName", now.Name, newName));
        }

        return parts.Count == 0 ? Preview.Nothing : new Preview
        {
            Action = $"Set {string.Join("; ", parts)}",
            Also = [newName is null ? null : $"its uuid becomes {MageName.PipelineUuid(newName)}"],
        };
    }

    private async Task<MagePipeline> WriteAsync(string uuid, MagePipeline? known, MageCall call)
    {
        if (newName is null)
        {
            return await session.Pipelines.UpdateAsync(uuid, changes, call, known).ConfigureAwait(false);
        }

        // One turn over both, and no field is written where the name would be refused.
        using IDisposable turn = await session.Writes.EnterAsync(uuid, call).ConfigureAwait(false);
        await session.Pipelines.RequireNewNameAsync(uuid, newName, call).ConfigureAwait(false);
        await RequireQuietAsync(uuid, call).ConfigureAwait(false);
        if (changes.IsEmpty)
        {
            return await session.Pipelines.RenameAsync(uuid, newName, call).ConfigureAwait(false);
        }

        string what = changes.ToString();
        await session.Pipelines.UpdateAsync(uuid, changes, call, known).ConfigureAwait(false);
        try
        {
            return await session.Pipelines.RenameAsync(uuid, newName, call).ConfigureAwait(false);
        }
        catch (MageException failure) when (!changes.WereSo)
        {
            throw failure.Retold(failure.ErrorId, $"{Wording.Sentence(failure.Message)} Changed before that, and still so: {what}.");
        }
    }

    private Task RequireQuietAsync(string uuid, MageCall call) => evenIfRunning ? Task.CompletedTask : new RunsInProgress(session).RequireNoneAsync(uuid, call);
}
