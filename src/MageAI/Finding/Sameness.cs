using System;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Pipelines;
using MageAI.Sessions;
using MageAI.Terms;

namespace MageAI.Finding;

/// <summary>
/// Whether a thing is still the one that an object or a row speaks of. On SQLite the id of a deleted newest row is given out again.
/// </summary>
internal static class Sameness
{
    /// <summary>So long after it was read an object needs no look before it is written to.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(30);

    /// <summary>Rows may have lost the fraction of a second.</summary>
    private static readonly TimeSpan s_rounding = TimeSpan.FromSeconds(1);

    /// <summary>Offsets are whole quarters of an hour, and no two are further apart than a day and two hours.</summary>
    private static readonly TimeSpan s_quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_zones = TimeSpan.FromHours(26);

    /// <summary>Whether what is there now was made when the other was; where a row does not tell when, whether it is of the same pipeline.</summary>
    public static bool Is(Identity known, DateTimeOffset? createdAt, string? pipeline) => known.CreatedAt is not DateTimeOffset then || createdAt is not DateTimeOffset now
        ? known.Live is not null || IsOf(known, pipeline)
        : known.Live is null ? IsNear(known, (then - now).Duration())
        : then == now;

    /// <summary>Whether a thing can be of the pipeline that a row says, which may be by its name.</summary>
    public static bool IsOf(Identity row, string? pipeline) =>
        pipeline is null || row.Pipeline is null or "" || row.Pipeline == pipeline || MageName.PipelineUuid(row.Pipeline) == pipeline;

    /// <summary>A row from elsewhere whose time says no offset may be wrong by that of its zone, and by nothing else.</summary>
    private static bool IsNear(Identity row, TimeSpan apart)
    {
        if (!row.IsZoneless)
        {
            return apart <= s_rounding;
        }

        TimeSpan rest = TimeSpan.FromTicks(apart.Ticks % s_quarter.Ticks);
        return apart <= s_zones + s_rounding && (rest <= s_rounding || s_quarter - rest <= s_rounding);
    }

    /// <summary>Refuses a thing that is known by its number on a server it does not come from.</summary>
    public static void RequireHome(MageSession session, MageArgument argument)
    {
        if (argument.IsNumbered && HomeOf(argument) is MageSession home && home.Uri != session.Uri)
        {
            throw ErrorRecords.FromAnotherServer(argument, home, session);
        }
    }

    /// <summary>Where an object comes from; of a row the open session that it names, if it names one.</summary>
    private static MageSession? HomeOf(MageArgument argument) =>
        argument.Session ?? (argument.Identity is { Live: null, SessionName: string name } ? SessionStore.Named(name) : null);

    /// <summary>Whether it need not be looked up whether a pipeline exists of which nothing was found: it was read just now, and this session did not move it since.</summary>
    public static bool IsThere(MageSession session, MagePipelineArgument argument) => argument.IsPattern || (argument.Source is MagePipeline known && IsFresh(known) && !session.Pipelines.IsGone(known.Uuid));

    /// <summary>Whether an object was read just now.</summary>
    public static bool IsFresh(MageObject live) => live.Session is MageSession session && session.Now - live.ReadAt < s_fresh;
}
