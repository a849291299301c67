using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Backfills;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Operations.Backfilling;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Makes a backfill: runs of a pipeline for dates in the past. It only notes the dates; the runs are made when it is started, at once
/// with <c>-Start</c> or later with Start-MageBackfill. <c>-WhatIf</c> names every date.
/// </summary>
[Cmdlet(VerbsCommon.New, "MageBackfill", SupportsShouldProcess = true)]
[OutputType(typeof(MageBackfill), typeof(MagePipelineRun))]
public sealed class NewMageBackfillCommand : BackfillStarterCommand
{
    private static readonly BackfillInterval s_daily = new("day", 1);

    private readonly HashSet<(MageSession, string, string)> _coming = [];

    /// <summary>The pipeline: its uuid, its name or an object; a wildcard pattern makes a backfill of each that matches.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument Pipeline { get; set; } = null!;

    /// <summary>
    /// The name. Mage lets several backfills of a pipeline have the same; one that is taken is refused, unless <c>-AllowDuplicate</c> says that it is meant. The
    /// schedule that starting makes is called "Backfill" and this.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Trimmed]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text(IsName = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>The first execution date, to the second: a date in ISO form, a DateTime, or how long ago, such as 30d. A date without an offset is UTC, as Mage's execution dates are, and not local time; so is a local DateTime without a time of day, which keeps its day; any other that may mean two moments is refused.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("StartDatetime")]
    [Moment(IsUtc = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageTimeArgument? From { get; set; }

    /// <summary>The end, in the form of <c>-From</c>. It is included when a step falls on it: from the 1st to the 31st, every day, are 31 runs.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("EndDatetime")]
    [Moment(IsUtc = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageTimeArgument? To { get; set; }

    /// <summary>
    /// The step from one execution date to the next: a whole number and s, m (minutes), h, d, w, mo (months) or y, such as 6h or 1mo; a word such as
    /// daily; or a TimeSpan. Default: 1d. Months that begin on the 31st go on with the last day of the first shorter month, as Mage steps them.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IntervalCompleter))]
    public MageIntervalArgument? Every { get; set; }

    /// <summary>Runtime variables for all of the runs: a hashtable, an object or a JSON text. Mage adds those of the date (ds, hr, execution_date, interval_…).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Variables")]
    [Map]
    public IDictionary? Variable { get; set; }

    /// <summary>Settings of the schedule that starting makes, such as @{ pipeline_run_limit = 2 } for two runs beside each other at most; else all run at once.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Settings")]
    [Map]
    [ArgumentCompleter(typeof(ScheduleSettingCompleter))]
    public IDictionary? Setting { get; set; }

    /// <summary>Make it although the pipeline has a backfill of that name. Who names it afterwards means both.</summary>
    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    /// <summary>Start it at once.</summary>
    [Parameter]
    public SwitchParameter Start { get; set; }

    /// <summary>Refuses what asks for waiting without a start.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Waits && !Start)
        {
            Terminate(BackfillErrors.NeedsStart(Wait ? nameof(Wait) : nameof(Follow)));
        }
    }

    /// <summary>Makes the backfill.</summary>
    protected override void ProcessRecord()
    {
        Attempt(Pipeline.Name, () =>
        {
            BackfillInterval interval = Every?.Interval ?? s_daily;
            MageSession where = Resolve(Pipeline.Session);
            (DateTimeOffset? from, DateTimeOffset? to) = (Whole(Settled(nameof(From), From), where), Whole(Settled(nameof(To), To), where));
            DateTimeOffset[] dates = AreTyped(nameof(From), nameof(To)) && !IsBound(nameof(Every)) ? Ended(() => Dates(from, to, interval)) : Dates(from, to, interval);
            BackfillMaking making = new(Fields(from!.Value, to!.Value, interval), NameOfIts, interval, dates, Start, AllowDuplicate ? null : _coming);
            ForEachPipeline([Pipeline], (session, uuid) => Create(session, uuid, making, dates));
        });
    }

    /// <summary>An object piped in that is no backfill has a name, variables and settings of its own, which PowerShell binds as if they were meant for the backfill.</summary>
    private bool IsMeant(string parameter) => IsTyped(parameter) || IsTyped(nameof(Pipeline)) || Pipeline.Source is null or MageBackfill;

    private string NameOfIts => IsMeant(nameof(Name)) ? Name : string.Empty;

    /// <summary>A copy of a backfill, out of JSON or clixml, has local dates that are moments.</summary>
    private MageTimeArgument? Settled(string parameter, MageTimeArgument? date) =>
        date?.Settled(IsTyped(parameter) ? false : Pipeline?.Identity is { Noun: Noun.Backfill } ? true : null);

    private bool AreTyped(params string[] parameters) => parameters.All(IsTyped);

    private DateTimeOffset[] Dates(DateTimeOffset? from, DateTimeOffset? to, BackfillInterval interval) =>
        BackfillDates.Require(from, to, interval, MaxRuns, Pipeline is null && !IsTyped(nameof(Name)) ? "the backfill" : $"backfill '{NameOfIts}'");

    /// <summary>Dates of which one hangs on a server's clock are left to its turn.</summary>
    private protected override void CheckTyped()
    {
        BackfillChanges fields = new();
        if (IsTyped(nameof(Name)))
        {
            fields.Name = Name;
        }

        if (IsTyped(nameof(Variable)) && Variable is not null)
        {
            fields.Variables = Variable;
        }

        if (IsTyped(nameof(Setting)) && Setting is not null)
        {
            fields.Settings = Setting;
        }

        (From, To) = (IsTyped(nameof(From)) ? Settled(nameof(From), From) : From, IsTyped(nameof(To)) ? Settled(nameof(To), To) : To);
        if (AreTyped(nameof(From), nameof(To)) && From!.IsAway == To!.IsAway && (IsTyped(nameof(Every)) || !MyInvocation.ExpectingInput))
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            Dates(WholeSecond.Of(From.From(now)), WholeSecond.Of(To.From(now)), Every?.Interval ?? s_daily);
        }
    }

    private void Create(MageSession session, string uuid, BackfillMaking making, DateTimeOffset[] dates)
    {
        MageBackfill? made = Perform(session, making.Plan(session, uuid));
        if (made is null)
        {
            Preview(session, uuid, dates, Start ? "Run" : "Plan");
            return;
        }

        if (Start)
        {
            try
            {
                made = Await(call => BackfillMaking.StartAsync(session, made, call));
            }
            catch (MageException failure)
            {
                Report(failure, made);
                WriteObject(made);
                return;
            }

            Began(session, made, []);
        }

        if (!Waits)
        {
            WriteObject(made);
        }
    }

    private BackfillChanges Fields(DateTimeOffset from, DateTimeOffset to, BackfillInterval interval)
    {
        BackfillChanges fields = new() { Name = NameOfIts, StartDatetime = from, EndDatetime = to, Interval = interval };
        if (Variable is not null && IsMeant(nameof(Variable)))
        {
            fields.Variables = Variable;
        }

        if (Setting is not null && IsMeant(nameof(Setting)))
        {
            fields.Settings = Setting;
        }

        return fields;
    }

    /// <summary>To the second, as the dates are sent.</summary>
    private static DateTimeOffset? Whole(MageTimeArgument? moment, MageSession session) => WholeSecond.Of(moment?.Exact(session));
}
