using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Pipelines;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Backfilling;

/// <summary>Makes backfills of one session that are alike, each of another pipeline, and starts them if that is asked for.</summary>
/// <param name="fields">What they are made of.</param>
/// <param name="name">Their name.</param>
/// <param name="interval">The step from one date to the next.</param>
/// <param name="dates">The dates for which there will be runs.</param>
/// <param name="starts">Whether they are going to be started.</param>
/// <param name="coming">What a preview of the command found to be makeable: one of the same name after it is refused as it would be. Null where doubles are meant.</param>
internal sealed class BackfillMaking(
    BackfillChanges fields, string name, BackfillInterval interval, DateTimeOffset[] dates, bool starts, HashSet<(MageSession Session, string Pipeline, string Name)>? coming)
{
    public Step<MageBackfill> Plan(MageSession session, string pipeline)
    {
        string runs = dates.Length == 1 ? $"1 run for {BackfillDates.Text(dates[0])}"
            : $"{dates.Length} runs, {interval.Each} from {BackfillDates.Text(dates[0])} to {BackfillDates.Text(dates[dates.Length - 1])}";
        return new Step<MageBackfill>(
            $"backfill '{name}' of pipeline {pipeline}", $"{(starts ? "Create and start" : "Create")}; {runs}", pipeline, call => session.Backfills.CreateAsync(pipeline, fields, mayDouble: coming is null, call))
        {
            // A preview of what cannot be would promise too much.
            Look = Preview.After(async call =>
            {
                await session.Pipelines.RequireAsync(pipeline, call).ConfigureAwait(false);
                if (coming is not null)
                {
                    await session.Backfills.RequireNewNameAsync(pipeline, name, call).ConfigureAwait(false);
                    if (!coming.Add((session, pipeline, name)))
                    {
                        throw BackfillClient.NameTaken(pipeline, name, null);
                    }
                }
            }),
        };
    }

    /// <summary>Starts one that was made just now.</summary>
    /// <exception cref="MageException">It was made only, or may have been started.</exception>
    public static async Task<MageBackfill> StartAsync(MageSession session, MageBackfill made, MageCall call)
    {
        try
        {
            return await session.Backfills.StartAsync(
                made, async look => (await BackfillRuns.ListAsync(session, made.Id, look).ConfigureAwait(false)).Length > 0, call).ConfigureAwait(false);
        }
        catch (MageException failure)
        {
            throw BackfillRefusals.MadeOnly(made, failure);
        }
    }
}
