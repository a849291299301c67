using System.Globalization;

namespace MageAI.Transport;

/// <summary>What a request is about: the noun and identity that an error speaks of.</summary>
/// <param name="Noun">In Mage's and PowerShell's words: pipeline, block, schedule, run.</param>
/// <param name="Identity">The uuid, name or id, as the caller knows it.</param>
/// <param name="NotFound">The name of the error when it does not exist.</param>
/// <param name="Pipeline">For a block, its pipeline.</param>
internal sealed record Subject(string Noun, string? Identity, MageErrorId NotFound, string? Pipeline = null)
{
    public static readonly Subject None = new("object", null, MageErrorId.NotFound);

    public static Subject ForPipeline(string? uuid = null) => new("pipeline", uuid, MageErrorId.PipelineNotFound);

    public static Subject ForBlock(string pipeline, string? uuid = null) => new("block", uuid, MageErrorId.BlockNotFound, pipeline);

    public static Subject ForSchedule(int? id = null) =>
        new("schedule", id?.ToString(CultureInfo.InvariantCulture), MageErrorId.ScheduleNotFound);

    public static Subject ForRun(int? id = null) =>
        new("pipeline run", id?.ToString(CultureInfo.InvariantCulture), MageErrorId.PipelineRunNotFound);

    public static Subject ForBackfill(int? id = null) =>
        new("backfill", id?.ToString(CultureInfo.InvariantCulture), MageErrorId.BackfillNotFound);

    public override string ToString() => Identity is null ? Noun : Pipeline is null ? $"{Noun} {Identity}" : $"{Noun} {Identity} of pipeline {Pipeline}";
}
