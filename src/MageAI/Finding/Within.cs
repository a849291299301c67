using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Transport;

namespace MageAI.Finding;

/// <summary>
/// The pipelines that narrow a choice. A pattern is one for uuids, so that things of pipelines that were deleted are found too, and no list of
/// pipelines is asked for.
/// </summary>
internal sealed class Within
{
    private readonly NamePattern[] _patterns;
    private readonly string _words;

    private Within(string[] uuids, NamePattern[] patterns, string words)
    {
        Uuids = uuids;
        _patterns = patterns;
        _words = words;
    }

    /// <summary>Nothing is narrowed.</summary>
    public static Within Everything { get; } = new([], [], string.Empty);

    /// <summary>The pipelines that are named.</summary>
    public IReadOnlyList<string> Uuids { get; }

    public bool IsEverything => Uuids.Count == 0 && _patterns.Length == 0;

    /// <summary>Whether the pipelines are known by name, so that each can be asked by itself.</summary>
    public bool IsNamed => Uuids.Count > 0 && _patterns.Length == 0;

    /// <exception cref="MageException"><see cref="MageErrorId.PipelineNotFound"/> for a name that no pipeline has.</exception>
    public static async Task<Within> ReadAsync(IReadOnlyCollection<MagePipelineArgument> arguments, PipelineFinder finder, MageCall call)
    {
        if (arguments.Count == 0)
        {
            return Everything;
        }

        List<string> uuids = [];
        foreach (MagePipelineArgument argument in arguments.Where(argument => !argument.IsPattern))
        {
            uuids.AddRange(await finder.UuidsAsync(argument, call).ConfigureAwait(false));
        }

        return new([.. uuids.Distinct(StringComparer.Ordinal)], [.. arguments.Where(argument => argument.IsPattern).Select(argument => argument.Pattern)], string.Join(", ", arguments));
    }

    /// <summary>Whether something of this pipeline may be meant.</summary>
    public bool Has(string? uuid) => IsEverything || (uuid is not null && (Uuids.Contains(uuid, StringComparer.Ordinal) || _patterns.Any(pattern => pattern.IsMatch(uuid))));

    /// <summary>The pipelines as they were named.</summary>
    /// <returns>The names.</returns>
    public override string ToString() => _words;
}
