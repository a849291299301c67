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
        set => Set("tags", value.ToArray());
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

    public IDictionary RetryConfig
    {
        set
        {
            Vocabulary.RequireKeys("a pipeline's retry settings", Keys(value), Vocabulary.RetrySettings);
            Set("retry_config", SettingValues.Of(value));
        }
    }

    public IDictionary ConcurrencyConfig
    {
        set
        {
            Vocabulary.RequireKeys("a pipeline's concurrency settings", Keys(value), Vocabulary.ConcurrencySettings);
            Set("concurrency_config", SettingValues.Of(value));
        }
    }

    private static IEnumerable<string> Keys(IDictionary map) => map.Keys.Cast<object>().Select(key => key.ToString() ?? string.Empty);
}
