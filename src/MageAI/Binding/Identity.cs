using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using MageAI.Terms;

namespace MageAI.Binding;

/// <summary>
/// What an object says of itself: which thing it is, and what that belongs to. A row of a CSV file, a copy out of clixml or JSON and what a job
/// hands back mean the same as the live object, by the names of their columns; one that carries a run's identity means that run, never its
/// schedule or its pipeline. A row that has an id and does not say of what is of no noun, and is refused by whoever would act on it.
/// </summary>
internal sealed class Identity
{
    private static readonly (string Type, Noun Noun)[] s_types =
    [
        ("MageAI.MagePipelineRun", Noun.Run), ("MageAI.MageBlockRun", Noun.BlockRun), ("MageAI.MagePipeline", Noun.Pipeline),
        ("MageAI.MageBlock", Noun.Block), ("MageAI.MageSchedule", Noun.Schedule), ("MageAI.MageUpcomingRun", Noun.Schedule), ("MageAI.MageBackfill", Noun.Backfill),
        ("MageAI.MageSession", Noun.Other), ("MageAI.MageServer", Noun.Other),
    ];

    private static readonly (Noun Noun, string[] Columns)[] s_owners =
    [
        (Noun.Run, ["PipelineRunId", "RunId", "Run"]), (Noun.Schedule, ["PipelineScheduleId", "ScheduleId", "Schedule", "Trigger"]),
        (Noun.Backfill, ["BackfillId", "Backfill"]), (Noun.Block, ["BlockUuid", "Block"]),
    ];

    /// <summary>Columns that of all tables with an id only that of runs has.</summary>
    private static readonly string[] s_columnsOfRuns =
        ["ExecutionDate", "PipelineScheduleName", "PipelineScheduleType", "BlockRunsCount", "CompletedBlockRunsCount", "PassedSla", "QueueTime", "HasEnded", "FailedBlock"];

    private (Noun Noun, string Column)[] _lost = [];

    private Identity()
    {
    }

    public Noun Noun { get; private init; }

    /// <summary>The name of its type, where it is an object that is none of Mage's.</summary>
    public string? Kind { get; private init; }

    /// <summary>The thing's own id, or the one it does not say of what it is.</summary>
    public int? Id { get; private init; }

    public string? Name { get; private init; }

    /// <summary>The pipeline it is or belongs to; as a row has it, a uuid or a name.</summary>
    public string? Pipeline { get; private init; }

    /// <summary>Whether it is a pipeline and says so, and is not only of one as a row that has lost its other columns.</summary>
    public bool IsPipeline { get; private init; }

    /// <summary>The block it is or belongs to.</summary>
    public string? Block { get; private init; }

    /// <summary>The file in the project, of a block that no pipeline has.</summary>
    public string? File { get; private init; }

    /// <summary>The run it is or belongs to.</summary>
    public int? RunId { get; private init; }

    /// <summary>The schedule it is or belongs to.</summary>
    public int? ScheduleId { get; private init; }

    /// <summary>The schedule's name, where a row has that in place of an id.</summary>
    public string? Schedule { get; private init; }

    /// <summary>The backfill it is or belongs to.</summary>
    public int? BackfillId { get; private init; }

    /// <summary>The backfill's name, where a row has that in place of an id.</summary>
    public string? Backfill { get; private init; }

    /// <summary>What a row of a schedule shows of what starts it, beside the columns that say so.</summary>
    public string? When { get; private init; }

    /// <summary>When it was made, to tell it from another thing that has its id since; of a row to the second.</summary>
    public DateTimeOffset? CreatedAt { get; private init; }

    /// <summary>Whether <see cref="CreatedAt"/> is a text that does not say its offset, written where it may have been another than here.</summary>
    public bool IsZoneless { get; private init; }

    /// <summary>When it was last changed, as a row has it.</summary>
    public DateTimeOffset? UpdatedAt { get; private init; }

    /// <summary>Whether it is a copy out of clixml or another process, which means what the live object means, and is no table that somebody may have edited.</summary>
    public bool IsRevived { get; private init; }

    /// <summary>The live object; null for a row.</summary>
    public MageObject? Live { get; private init; }

    /// <summary>Whether it is a figure of the runs of a thing, which means the thing and tells nothing else of it.</summary>
    public bool IsFigure { get; private init; }

    /// <summary>The name of the session that a row says it comes from.</summary>
    public string? SessionName { get; private init; }

    /// <summary>
    /// A row's bare id, where nothing says of what: it is taken for the id of what a command is about that is about one kind of thing, and refused by one
    /// that is about several.
    /// </summary>
    public int? Bare => Noun == Noun.Unknown ? Id : null;

    /// <summary>
    /// The column, if there is one, that would say which thing of these nouns a row is or is of, and is empty where the row names its pipeline and nothing else:
    /// all of the pipeline is the last thing that is meant then.
    /// </summary>
    public string? LostOf(params Noun[] nouns) => _lost.FirstOrDefault(lost => nouns.Contains(lost.Noun)).Column;

    /// <summary>Whether the thing was changed after the row was saved, which may have lost the fraction of a second.</summary>
    public bool Behind(DateTimeOffset? updatedAt) => UpdatedAt is DateTimeOffset then && updatedAt - then > TimeSpan.FromSeconds(1) && !IsZoneless;

    public static Identity Of(MageObject live) => live switch
    {
        MagePipeline pipeline => new() { Live = live, Noun = Noun.Pipeline, IsPipeline = true, Pipeline = pipeline.Uuid, Name = pipeline.Name, CreatedAt = pipeline.CreatedAt },
        MageBlock block => new() { Live = live, Noun = Noun.Block, Pipeline = block.PipelineUuid, Block = block.Uuid, Name = block.Name, File = block.FilePath },
        MageSchedule schedule => new()
        {
            Live = live,
            Noun = Noun.Schedule,
            Id = schedule.Id,
            ScheduleId = schedule.Id,
            Name = schedule.Name,
            Pipeline = schedule.PipelineUuid,
            CreatedAt = schedule.CreatedAt,
        },
        MagePipelineRun run => new()
        {
            Live = live,
            Noun = Noun.Run,
            Id = run.Id,
            RunId = run.Id,
            ScheduleId = run.PipelineScheduleId,
            BackfillId = run.BackfillId,
            Pipeline = run.PipelineUuid,
            CreatedAt = run.CreatedAt,
        },
        MageBlockRun run => new() { Live = live, Noun = Noun.BlockRun, Id = run.Id, RunId = run.PipelineRunId, Block = run.BlockUuid, Pipeline = run.PipelineUuid },
        MageBackfill backfill => new()
        {
            Live = live,
            Noun = Noun.Backfill,
            Id = backfill.Id,
            BackfillId = backfill.Id,
            ScheduleId = backfill.PipelineScheduleId,
            Name = backfill.Name,
            Pipeline = backfill.PipelineUuid,
            CreatedAt = backfill.CreatedAt,
        },
        MageUpcomingRun run => new()
        {
            Live = live,
            Noun = Noun.Schedule,
            Id = run.ScheduleId,
            ScheduleId = run.ScheduleId,
            Name = run.ScheduleName,
            Pipeline = run.PipelineUuid,
            CreatedAt = run.CreatedAt,
        },
        MageLogEntry { PipelineRunId: int run } entry => new()
        {
            Live = live,
            Noun = entry.BlockUuid is null ? Noun.Run : Noun.BlockRun,
            Id = entry.BlockUuid is null ? run : entry.BlockRunId,
            RunId = run,
            ScheduleId = entry.PipelineScheduleId,
            Block = entry.BlockUuid,
            Pipeline = entry.PipelineUuid,
        },
        MageBlockOutput { PipelineRunId: int run } output => new() { Live = live, Noun = Noun.BlockRun, Id = output.BlockRunId, RunId = run, Block = output.BlockUuid },
        _ => new() { Live = live, Noun = Noun.Other },
    };

    /// <summary>The row as it was written; null for a live object.</summary>
    public object? Source { get; private set; }

    public static Identity Of(PSObject row)
    {
        switch (row.BaseObject)
        {
            case MageObject live:
                return Of(live);
            case IDictionary map:
                return Of(map);
            default:
                Identity identity = Of(name => row.Properties[name]?.Value, name => row.Properties[name] is not null, [.. row.TypeNames], KindOf(row));
                identity.Source = row;
                return identity;
        }
    }

    public static Identity Of(IDictionary map)
    {
        Identity identity = Of(name => Value(map, name), name => map.Keys.OfType<string>().Contains(name, StringComparer.OrdinalIgnoreCase), [], null);
        identity.Source = map;
        return identity;
    }

    /// <summary>A row is made of what somebody put into it; an object of a program's own types has an id and a name of its own.</summary>
    private static string? KindOf(PSObject thing) => thing.BaseObject is PSCustomObject || thing.BaseObject.GetType() is { Assembly.IsDynamic: true } or { FullName: "System.Data.DataRow" or "System.Data.DataRowView" }
        ? null
        : thing.BaseObject.GetType().Name;

    private static object? Value(IDictionary map, string name)
    {
        foreach (DictionaryEntry entry in map)
        {
            if (entry.Key is string key && string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return entry.Value;
            }
        }

        return null;
    }

    private static Identity Of(Func<string, object?> cell, Func<string, bool> has, string[] typeNames, string? kind)
    {
        int? id = Number(cell, "Id");
        int? run = Number(cell, "PipelineRunId", "RunId", "Run");
        int? backfill = Number(cell, "BackfillId", "Backfill");
        string? uuid = Text(cell, "Uuid");
        string? pipeline = Text(cell, "PipelineUuid", "Pipeline");
        string? block = Text(cell, "BlockUuid", "Block");
        (Noun noun, bool isOfType) = NounOf(cell, typeNames);

        // In the table of runs the column of that name has no id.
        int? schedule = Number(cell, "PipelineScheduleId", "ScheduleId") ?? (noun is Noun.Run or Noun.BlockRun ? null : Number(cell, "Schedule", "Trigger"));

        // What a figure is called is no name of a thing.
        bool isFigure = IsStatistic(cell, typeNames);
        string? name = isFigure ? null : Text(cell, "Name");
        return new()
        {
            Kind = kind,
            _lost = noun != Noun.Pipeline || uuid is not null || kind is not null ? [] :
            [
                .. s_owners.SelectMany(owner => owner.Columns.Where(has).Select(column => (owner.Noun, column))),
                .. has("Id") ? s_owners.Where(owner => owner.Noun != Noun.Block).Select(owner => (owner.Noun, "Id")) : [],
            ],
            Noun = noun == Noun.Unknown && kind is not null ? Noun.Other : noun,
            Id = id,
            Name = name,
            IsFigure = isFigure,
            Pipeline = noun == Noun.Pipeline ? uuid ?? pipeline ?? (isOfType ? name : null) : pipeline,
            IsPipeline = noun == Noun.Pipeline && (uuid ?? (isOfType ? name : null)) is not null,
            Block = noun == Noun.Block ? block ?? uuid : block,
            File = Text(cell, "FilePath"),
            RunId = noun == Noun.Run ? run ?? id : run,
            ScheduleId = noun == Noun.Schedule ? id ?? schedule : schedule,
            Schedule = schedule is not null ? null : Text(cell, "Schedule", "Trigger") ?? (noun == Noun.Schedule && id is null ? name : null),
            BackfillId = noun == Noun.Backfill ? id ?? backfill : backfill,
            Backfill = backfill is not null ? null : Text(cell, "Backfill") ?? (noun == Noun.Backfill && id is null ? name : null),
            SessionName = Text(cell, "Session"),
            When = Text(cell, "When"),
            CreatedAt = Time(cell("CreatedAt")),
            UpdatedAt = Time(cell("UpdatedAt")),
            IsRevived = typeNames.Any(name => name.StartsWith("Deserialized.MageAI.", StringComparison.Ordinal)),
            IsZoneless = Plain.Of(cell("CreatedAt")) is string made && DateTime.TryParse(made, CultureInfo.CurrentCulture, DateTimeStyles.RoundtripKind, out DateTime written) && written.Kind == DateTimeKind.Unspecified,
        };
    }

    /// <summary>What a row is, and whether its type says so.</summary>
    private static (Noun Noun, bool IsOfType) NounOf(Func<string, object?> cell, string[] typeNames)
    {
        // "Deserialized.MageAI.MagePipelineRun", "Selected.MageAI.MagePipelineRun" and so on.
        foreach ((string type, Noun noun) in s_types)
        {
            if (typeNames.Any(name => name.EndsWith(type, StringComparison.Ordinal)))
            {
                return (noun, true);
            }
        }

        return (IsStatistic(cell, typeNames) ? Has("PipelineScheduleId") ? Noun.Schedule : Has("PipelineUuid") ? Noun.Pipeline : Noun.Other : ByColumns(), false);

        bool Has(params string[] names) => names.Any(name => Text(cell, name) is not null);

        Noun ByColumns() => Has("StartDatetime") && Has("EndDatetime") ? Noun.Backfill
            : Has("ScheduleType", "ScheduleInterval", "NextPipelineRunDate") ? Noun.Schedule
            : Has("PipelineRunId", "RunId", "Run") ? Has("BlockUuid") ? Noun.BlockRun : Noun.Run
            : Has("Id") && !Has("Name", "BlockUuid", "Block") && (Has(s_columnsOfRuns) || IsOfSchedule()) ? Noun.Run
            : Has("Id") && Has("Name") && Has("PipelineScheduleId") ? Noun.Backfill
            : Has("PipelineScheduleId", "ScheduleId", "Schedule", "Trigger") ? Noun.Schedule
            : Has("BackfillId", "Backfill") ? Noun.Backfill
            : Has("Uuid") && Text(cell, "Uuid") == Text(cell, "PipelineUuid") && !Has("BlockUuid", "UpstreamBlocks", "DownstreamBlocks", "Language") ? Noun.Pipeline
            : Has("BlockUuid", "Block") || (Has("Uuid") && Has("PipelineUuid", "Pipeline", "UpstreamBlocks", "DownstreamBlocks", "Language")) ? Noun.Block
            : Text(cell, "Status") is "active" or "inactive" && Has("Id") ? Noun.Schedule
            : Has("Id") ? Noun.Unknown
            : Has("Uuid") || (Has("PipelineUuid", "Pipeline") && !Has("Name")) ? Noun.Pipeline
            : Noun.Unknown;

        // A schedule has no column for a schedule but its own id.
        bool IsOfSchedule() => Has("PipelineScheduleId", "Schedule", "Trigger") || (Has("ScheduleId") && Text(cell, "ScheduleId") != Text(cell, "Id"));
    }

    private static bool IsStatistic(Func<string, object?> cell, string[] typeNames) =>
        typeNames.Any(name => name.EndsWith("MageAI.MageRunStatistic", StringComparison.Ordinal)) || (Text(cell, "GroupBy") is not null && Text(cell, "Count") is not null);

    private static string? Text(Func<string, object?> cell, params string[] names) => names
        .Select(name => Plain.Of(cell(name)))
        .Select(value => value is MageObject or IEnumerable and not string ? null : Convert.ToString(value, CultureInfo.InvariantCulture))
        .FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private static int? Number(Func<string, object?> cell, params string[] names) =>
        int.TryParse(Text(cell, names), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>In ISO form as our own times are written, or in the form of the culture of whoever did; one that cannot be read tells nothing.</summary>
    private static DateTimeOffset? Time(object? value) => Plain.Of(value) switch
    {
        DateTimeOffset time => time,
        DateTime time => time,
        string text when MomentText.TryRead(text, isUtc: false, out DateTimeOffset time, out _) => time,
        string text when DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.None, out DateTimeOffset time) => time,
        _ => null,
    };
}
