using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Resources;
using MageAI.Terms;

namespace MageAI.Pipelines;

/// <summary>
/// The fields of a pipeline that Mage lets us write. Never <c>blocks</c>: a list that is not complete makes it drop the rest.
/// </summary>
internal sealed class PipelineChanges : WireChanges
{
    public string Name
    {
        set
        {
            MageName.RequireUsable("pipeline", value);
            Set("name", value);
        }
    }

    public string Type
    {
        set => Set("type", Vocabulary.Require("pipeline type", value, Vocabulary.PipelineTypes));
    }

    public string? Description
    {
        set => Set("description", value);
    }

    /// <summary>Never null: that is an uncaught exception in Mage.</summary>
    public IEnumerable<string> Tags
    {
        set => Set("tags", TagEdit.Clean(value));
    }

    /// <summary>Tags to add and to take away.</summary>
    public TagEdit TagEdit
    {
        set => Edit("tags", current => value.Apply(((MagePipeline)current).Tags));
    }

    public string ExecutorType
    {
        set => Set("executor_type", Vocabulary.Require("executor type", value, Vocabulary.ExecutorTypes));
    }

    public bool RunPipelineInOneProcess
    {
        set => Set("run_pipeline_in_one_process", value);
    }

    public bool CacheBlockOutputInMemory
    {
        set => Set("cache_block_output_in_memory", value);
    }

    /// <summary>Keys that are set; the others stay. Null clears them all, and a key whose value is null goes.</summary>
    public IDictionary? RetryConfig
    {
        set => MergeKnown("retry_config", "a pipeline's retry settings", value, Vocabulary.RetrySettings);
    }

    /// <summary>As <see cref="RetryConfig"/>.</summary>
    public IDictionary? ConcurrencyConfig
    {
        set => MergeKnown("concurrency_config", "a pipeline's concurrency settings", value, Vocabulary.ConcurrencySettings);
    }

    /// <summary>The part of the fields whose names pass. What is to be made of values that a pipeline has is made of none.</summary>
    public PipelineChanges Only(Func<string, bool> name)
    {
        Settle(new MagePipeline());
        PipelineChanges part = new();
        foreach (KeyValuePair<string, object?> field in Fields.Where(field => name(field.Key)))
        {
            part.Set(field.Key, field.Value);
        }

        return part;
    }

    protected override string ParameterOf(string wireName, object? value) => wireName switch
    {
        "name" => "NewName",
        "tags" => "Tag",
        _ => base.ParameterOf(wireName, value),
    };

    /// <summary>Tags are a set, and a file that does not name a switch has it off.</summary>
    protected override bool IsApplied(string wireName, object? sent, object? stored) => (wireName, sent, stored) switch
    {
        ("tags", List<object?> wanted, List<object?> kept) => new HashSet<object?>(wanted).SetEquals(kept),
        ("run_pipeline_in_one_process" or "cache_block_output_in_memory", false, null) => true,
        _ => base.IsApplied(wireName, sent, stored),
    };
}
