using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Operations;
using MageAI.Pipelines;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Finding;

/// <summary>
/// Which pipelines of a server are meant. A text is the exact uuid, else the exact display name, else the uuid that Mage makes of the name, else one of these
/// without the white space that stands around it; only what is none of these and has wildcard characters is a pattern, for uuids and names. A literal that has
/// the form of Mage's own uuids costs no request: as a uuid it comes first, and <see cref="NamedAsync"/> is for where it turns out to be none.
/// </summary>
internal sealed class PipelineFinder(MageSession session)
{
    private IReadOnlyList<MagePipeline>? _names;

    /// <summary>The uuids that are meant; of an object or a uuid without a look whether it exists.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.PipelineNotFound"/> for a name that no pipeline has.</exception>
    public async Task<IReadOnlyList<string>> UuidsAsync(MagePipelineArgument argument, MageCall call)
    {
        if (argument.Text is not string text)
        {
            return [argument.Name];
        }

        if (argument.IsPattern)
        {
            return [.. Matching(argument, await NamesAsync(call).ConfigureAwait(false)).Select(pipeline => pipeline.Uuid)];
        }

        MageRequest.RequireName(argument.Pattern.Meant);
        return IsCanonical(text) ? [text] : [Named(argument.Pattern, await NamesAsync(call).ConfigureAwait(false))?.Uuid ?? throw session.Pipelines.NotFound(text)];
    }

    /// <summary>The pipelines that are meant, as the server has them now.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.PipelineNotFound"/> for a literal that does not exist.</exception>
    public async Task<IReadOnlyList<MagePipeline>> FindAsync(MagePipelineArgument argument, bool includeSchedules, MageCall call)
    {
        IReadOnlyList<MagePipeline> found = await ListedAsync(argument, includeSchedules, call).ConfigureAwait(false);
        await ShownBlocks.CorrectAsync(session, found, call).ConfigureAwait(false);
        return found;
    }

    /// <summary>As <see cref="FindAsync"/>, with the blocks that the list shows.</summary>
    private async Task<IReadOnlyList<MagePipeline>> ListedAsync(MagePipelineArgument argument, bool includeSchedules, MageCall call)
    {
        string text = argument.Name;
        if (argument.Text is null || (!argument.IsPattern && IsCanonical(text)))
        {
            if (await session.Pipelines.FindAsync(text, call, includeSchedules).ConfigureAwait(false) is MagePipeline found)
            {
                return [found];
            }

            if (argument.Text is null)
            {
                throw session.Pipelines.NotFound(text);
            }
        }

        if (!argument.IsPattern)
        {
            MageRequest.RequireName(argument.Pattern.Meant);
        }

        Page<MagePipeline> all = await session.Pipelines.ListAsync(new PipelineQuery { IncludeSchedules = includeSchedules }, call).ConfigureAwait(false);
        _names ??= all.Items;
        return argument.IsPattern ? Matching(argument, all.Items) : [Named(argument.Pattern, all.Items) ?? throw session.Pipelines.NotFound(text)];
    }

    /// <summary>Makes sure that what was named exists.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.PipelineNotFound"/>.</exception>
    public Task<IReadOnlyList<MagePipeline>> RequireAsync(MagePipelineArgument argument, MageCall call) => ListedAsync(argument, includeSchedules: false, call);

    /// <summary>
    /// Whether a literal that was taken for a uuid, of which nothing was seen, is the name of another pipeline; null where it is that uuid, of a pipeline
    /// that has nothing.
    /// </summary>
    /// <exception cref="MageException"><see cref="MageErrorId.PipelineNotFound"/> where no pipeline is meant.</exception>
    public async Task<string?> OtherThanAsync(MagePipelineArgument argument, ICollection<string?> seen, MageCall call)
    {
        string taken = (await UuidsAsync(argument, call).ConfigureAwait(false))[0];
        if (seen.Contains(taken))
        {
            return null;
        }

        string uuid = (await RequireAsync(argument, call).ConfigureAwait(false))[0].Uuid;
        return uuid == taken ? null : uuid;
    }

    /// <summary>The uuid of the pipeline that a literal names; null if none does.</summary>
    public async Task<string?> NamedAsync(string text, MageCall call) => Named(text, await NamesAsync(call).ConfigureAwait(false))?.Uuid;

    private async Task<IReadOnlyList<MagePipeline>> NamesAsync(MageCall call) =>
        _names ??= (await session.Pipelines.ListAsync(new PipelineQuery(), call).ConfigureAwait(false)).Items;

    /// <summary>The pipeline of a list that a literal means; null if none.</summary>
    public static MagePipeline? Named(string text, IReadOnlyList<MagePipeline> all) => Named(new NamePattern(text), all);

    private static IReadOnlyList<MagePipeline> Matching(MagePipelineArgument argument, IReadOnlyList<MagePipeline> all) =>
        argument.Pattern.Among(all, pipeline => pipeline.Uuid, pipeline => pipeline.Name);

    private static MagePipeline? Named(NamePattern name, IReadOnlyList<MagePipeline> all)
    {
        string literal = name.Meant;
        string uuid = MageName.PipelineUuid(literal);
        return all.FirstOrDefault(pipeline => string.Equals(pipeline.Uuid, literal, StringComparison.Ordinal))
            ?? all.FirstOrDefault(pipeline => string.Equals(pipeline.Name, literal, StringComparison.Ordinal))
            ?? all.FirstOrDefault(pipeline => string.Equals(pipeline.Uuid, uuid, StringComparison.Ordinal))
            ?? (StrayCharacters.Trim(literal) is { Length: > 0 } bare && bare.Length < literal.Length ? Named(NamePattern.Literal(bare), all) : null);
    }

    /// <summary>Whether a text is what Mage makes of itself, so that as a name it would mean no other uuid.</summary>
    public static bool IsCanonical(string text) => string.Equals(MageName.PipelineUuid(text), text, StringComparison.Ordinal);
}
