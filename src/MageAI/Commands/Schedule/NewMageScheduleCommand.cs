using System.Collections;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Formatting;
using MageAI.Operations;
using MageAI.Schedules;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>
/// Makes a schedule, switched off unless told otherwise. Exactly one of -Interval, -Cron, -Once and -Api says what starts it;
/// that is checked here and not by parameter sets, so that rows of a CSV file may have a column for each, with empty cells.
/// </summary>
[Cmdlet(VerbsCommon.New, "MageSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(MageSchedule))]
public sealed class NewMageScheduleCommand : ScheduleFieldsCmdlet
{
    private readonly PerSession<ScheduleWriting> _writings = new(session => new ScheduleWriting(session));
    private bool _typedOnly;

    /// <summary>The pipelines: uuids, names, wildcard patterns or objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[] Pipeline { get; set; } = [];

    /// <summary>The name. Mage lets several schedules of a pipeline have the same; one that is taken is refused, unless <c>-AllowDuplicate</c> says that it is meant.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Trimmed]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text(IsName = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>Make it although the pipeline has a schedule of that name. Who names it afterwards means both.</summary>
    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    /// <summary>Makes the schedules and emits them.</summary>
    protected override void ProcessRecord()
    {
        // A pipeline has a name, tags, settings and so on of its own, which PowerShell binds as if they were meant for the schedule.
        _typedOnly = !IsTyped(nameof(Pipeline)) && Pipeline.Any(pipeline => pipeline.Identity is { Noun: not (Noun.Schedule or Noun.Unknown) });
        Attempt(Name, () =>
        {
            Identity? row = IsTyped(nameof(Pipeline)) ? null : Pipeline.Select(pipeline => pipeline.Row(Noun.Schedule)).FirstOrDefault();
            RequireWhen(Name, row, () => Shown(row?.ScheduleId));
            ScheduleChanges given = Fields();
            new RowCells(IsCell).Text(nameof(Name), Name, null);
            ForEachPipeline(Pipeline, (session, uuid) =>
            {
                ScheduleChanges fields = given.Only(_ => true);
                if ((Has(nameof(At)) ? At : Has(nameof(StartTime)) ? StartTime : null) is MageTimeArgument start)
                {
                    // So far from now means by the clock of the server that keeps to it.
                    fields.StartTime = start.Exact(session);
                }

                Perform(session, _writings.Of(session).Create(uuid, Name, fields, AllowDuplicate), WriteObject);
            });
        });
    }

    /// <summary>What a schedule shows of what starts it: a row of it that was edited elsewhere still has that.</summary>
    private string? Shown(int? id)
    {
        MageSession session = Resolve(Pipeline[0].Session);
        return id is int known && Await(call => session.Schedules.FindAsync(known, call)) is MageSchedule schedule ? Views.Trigger(schedule) : null;
    }

    private protected override void CheckTyped()
    {
        base.CheckTyped();
        if (IsTyped(nameof(Name)))
        {
            _ = new ScheduleChanges { Name = Name };
        }
    }

    private protected override bool IsCell(string parameter) => base.IsCell(parameter) && !IsObject();

    private ScheduleChanges Fields()
    {
        ScheduleChanges given = Changes(Name, null, Has, null);
        string? type = given.Fields.TryGetValue("schedule_type", out object? said) ? (string?)said : null;
        bool isTimed = given.Touches("schedule_interval");
        if (!isTimed && type != "api")
        {
            throw ScheduleErrors.NotOneStart(Name, "Nothing says what starts the schedule");
        }

        ScheduleChanges fields = new() { Name = IsMeant(nameof(Name)) ? Name : string.Empty, ScheduleType = type ?? "time" };
        fields.Take(given);
        return fields;
    }

    /// <summary>A copy of a live schedule would run beside it at once, so that one is on is taken from a row only, where it is written.</summary>
    private bool IsMeant(string parameter) => IsTyped(parameter) || !(_typedOnly || IsReplaced(parameter) || (parameter == nameof(Status) && IsObject()));

    /// <summary>Whether a schedule itself was piped in, and no row: its pipeline may stand on the command line, but its tags come as a list, and its session as one.</summary>
    private bool IsObject() => Pipeline.Any(pipeline => pipeline.Source is not null)
        || (IsBound(nameof(Tag)) && !IsTyped(nameof(Tag)) && Tag is not [_])
        || (!IsTyped(nameof(Session)) && Session is [{ Session: not null }]);

    /// <summary>An empty cell of a table, and what a schedule has not, say nothing.</summary>
    private bool Has(string parameter) => IsMeant(parameter) && IsBound(parameter) && MyInvocation.BoundParameters[parameter] switch
    {
        null => false,
        string text => !string.IsNullOrWhiteSpace(text),
        string[] list => list.Any(word => !string.IsNullOrWhiteSpace(word)),
        ICollection { Count: 0 } => IsTyped(parameter),
        _ => true,
    };

    private protected override void PutSettings(ScheduleChanges changes, IDictionary? settings) => changes.Settings = settings!;

    private protected override void PutTags(ScheduleChanges changes, string[] tags)
    {
        if (tags.Length > 0)
        {
            changes.Tags = tags;
        }
    }
}
