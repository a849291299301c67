using System.Collections;
using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Blocks;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>Makes blocks, one after another.</summary>
/// <param name="session">Where.</param>
internal sealed class BlockMaking(MageSession session)
{
    /// <summary>Blocks that a preview found to be makeable: they can be above those that come after them, and cannot be made twice.</summary>
    private readonly HashSet<(string Pipeline, string Uuid)> _coming = [];

    /// <summary>The files of these, which others cannot make.</summary>
    private readonly HashSet<string> _files = [];

    /// <summary>The making of one.</summary>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="fields">What it is made of.</param>
    /// <param name="shared">What it is made of where a file of its name is there already, which it shares; null where that is not meant.</param>
    public Step<MageBlock> Plan(string pipeline, BlockChanges fields, BlockChanges? shared)
    {
        string name = (string)fields.Fields["name"]!;
        string uuid = MageName.BlockUuid(name);
        return new($"block {uuid} of pipeline {pipeline}", "Create", name, call => MakeAsync(pipeline, fields, shared, call))
        {
            Look = Preview.After(async call =>
            {
                if (_coming.Contains((pipeline, uuid)))
                {
                    throw BlockClient.NameTaken(pipeline, uuid);
                }

                BlockChanges made = shared ?? fields;
                await RequireFileAsync(pipeline, fields, call).ConfigureAwait(false);
                await session.Blocks.RequireMakeableAsync(pipeline, made, other => _coming.Contains((pipeline, other)), call).ConfigureAwait(false);
                if (BlockPath.In(made.Fields["type"] as string, uuid, made.Fields["language"] as string) is string path && !_files.Add(path) && made.Fields.ContainsKey("require_unique_name"))
                {
                    throw BlockClient.FileInTheWay(pipeline, uuid, path);
                }

                _coming.Add((pipeline, uuid));
            }),
        };
    }

    private async Task<MageBlock> MakeAsync(string pipeline, BlockChanges fields, BlockChanges? shared, MageCall call)
    {
        await RequireFileAsync(pipeline, fields, call).ConfigureAwait(false);
        try
        {
            return await session.Blocks.CreateAsync(pipeline, fields, call).ConfigureAwait(false);
        }
        catch (MageException taken) when (shared is not null && taken.ErrorId == MageErrorId.BlockExists)
        {
            return await session.Blocks.CreateAsync(pipeline, shared, call).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses to share what is not there: Mage would write its template.</summary>
    private async Task RequireFileAsync(string pipeline, BlockChanges fields, MageCall call)
    {
        if (!fields.NeedsFile || (fields.Fields.TryGetValue("configuration", out object? map) && map is IDictionary configuration && (configuration.Contains("file_path") || configuration.Contains("file_source"))))
        {
            return;
        }

        string name = (string)fields.Fields["name"]!;
        MageBlock block = new() { PipelineUuid = pipeline, Type = fields.Fields["type"] as string, Language = fields.Fields["language"] as string };
        if (await session.Blocks.HasFileForAsync(block, MageName.BlockUuid(name), call).ConfigureAwait(false) == false)
        {
            throw new MageException(MageErrorId.InvalidInput, $"Nothing says what code block '{name}' is to have: its Content is empty, and the project has no file of its name to share; nothing was sent.")
            {
                Target = name,
                RecommendedAction = "Read its code too [list blocks: -Content], or name a file that has it.",
            };
        }
    }
}
