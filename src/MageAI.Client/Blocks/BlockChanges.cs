using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Json;
using MageAI.Resources;
using MageAI.Terms;

namespace MageAI.Blocks;

/// <summary>The fields of a block that its own route writes. <c>content</c> counts on creation only; later it is ignored there.</summary>
internal sealed class BlockChanges : WireChanges
{
    public string Name
    {
        set
        {
            MageName.RequireUsable("block", value);
            Set("name", value);
        }
    }

    /// <summary>Whether the block is to have the code of a file that the project has; it is not made where there is none.</summary>
    public bool NeedsFile { get; set; }

    public string Type
    {
        set
        {
            Set("type", Vocabulary.Require("block type", value, Vocabulary.BlockTypes));
            if (Fields["type"] is "extension")
            {
                // Without it Mage puts the block where none of its routes finds it.
                ExtensionUuid = Vocabulary.Extension;
            }
        }
    }

    /// <summary>The extension that a block is of; creation only.</summary>
    public string ExtensionUuid
    {
        set => Set("extension_uuid", value);
    }

    public string Language
    {
        set => Set("language", Vocabulary.Require("block language", value, Vocabulary.BlockLanguages));
    }

    public string Content
    {
        set => Set("content", value);
    }

    public IEnumerable<string> UpstreamBlocks
    {
        set => Set("upstream_blocks", value.ToArray());
    }

    /// <summary>Blocks to take input from instead of all it has, as well, and no more, as a person names them; null for none of that.</summary>
    public (string[]? Instead, string[]? Add, string[]? Remove) UpstreamEdit { get; set; }

    /// <summary>Whether upstream blocks are named, whose uuids have to be known first (<see cref="ResolveUpstream"/>).</summary>
    public bool NamesUpstream => UpstreamEdit is not (null, null, null);

    public override bool IsEmpty => base.IsEmpty && !NamesUpstream;

    protected override IEnumerable<string> Names => NamesUpstream ? base.Names.Append("upstream_blocks") : base.Names;

    /// <summary>Puts uuids in the place of names.</summary>
    /// <param name="known">Gives the uuids of blocks that were named.</param>
    public void ResolveUpstream(Func<string[], string[]> known)
    {
        (string[]? instead, string[]? add, string[]? remove) = UpstreamEdit;
        string[] added = known(add ?? []);
        string[] removed = known(remove ?? []);
        if (instead is null)
        {
            Edit("upstream_blocks", current => After(((MageBlock)current).UpstreamBlocks));
        }
        else
        {
            UpstreamBlocks = After(known(instead));
        }

        string[] After(IEnumerable<string> before) => [.. before.Concat(added).Distinct(StringComparer.Ordinal).Except(removed)];
    }

    /// <summary>The part of a new block's fields whose names pass.</summary>
    public BlockChanges Only(Func<string, bool> name)
    {
        Settle(new MageBlock());
        BlockChanges part = new();
        foreach (KeyValuePair<string, object?> field in Fields.Where(field => name(field.Key)))
        {
            part.Set(field.Key, field.Value);
        }

        return part;
    }

    public override IReadOnlyList<string> Parts(MageObject? current) => current is null && NamesUpstream
        ? [.. base.Parts(null), ParameterOf("upstream_blocks", null)]
        : base.Parts(current);

    protected override string ParameterOf(string wireName, object? value) => wireName == "upstream_blocks" ? "Upstream" : base.ParameterOf(wireName, value);

    /// <summary>The place in the pipeline, from 0; creation only.</summary>
    public int Priority
    {
        set => Set("priority", value);
    }

    public string Color
    {
        set => Set("color", Vocabulary.Require("block colour", value, Vocabulary.BlockColors));
    }

    public IDictionary Configuration
    {
        set => Set("configuration", SettingValues.OfBlock(value));
    }

    /// <summary>Keys of the configuration to set; the others stay, and one whose value is null goes. Null clears it.</summary>
    public IDictionary? ConfigurationEdit
    {
        set
        {
            if (value is null)
            {
                // Mage stores a null, and fails at every look at the block's file from then on.
                Set("configuration", new Dictionary<string, object?>());
            }
            else
            {
                MergeOrClear("configuration", SettingValues.OfBlock(value));
            }
        }
    }

    public string ExecutorType
    {
        set => Set("executor_type", Vocabulary.Require("executor type", value, Vocabulary.ExecutorTypes));
    }

    /// <summary>Keys that are set; the others stay, and one whose value is null goes. Null clears them all.</summary>
    public IDictionary? RetryConfig
    {
        set => MergeKnown("retry_config", "a block's retry settings", value, Vocabulary.RetrySettings);
    }

    /// <summary>In seconds; null for none.</summary>
    public int? Timeout
    {
        set => Set("timeout", value);
    }

    /// <summary>Upstream blocks are a set, and Mage adds the file's place to a configuration.</summary>
    protected override bool IsApplied(string wireName, object? sent, object? stored) => (wireName, sent, stored) switch
    {
        ("upstream_blocks", List<object?> wanted, List<object?> kept) => new HashSet<object?>(wanted).SetEquals(kept),
        ("configuration", Dictionary<string, object?> wanted, Dictionary<string, object?> kept) =>
            wanted.All(pair => kept.TryGetValue(pair.Key, out object? value) && JsonValue.Same(pair.Value, value))
            && kept.Keys.All(key => wanted.ContainsKey(key) || key is "file_path" or "file_source"),
        _ => base.IsApplied(wireName, sent, stored),
    };

    /// <summary>Refuse a name whose file exists anywhere in the project, instead of sharing and overwriting it; creation only.</summary>
    public bool RequireUniqueName
    {
        set => Set("require_unique_name", value);
    }
}
