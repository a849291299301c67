using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Operations;
using MageAI.Resources;
using MageAI.Sessions;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>A cmdlet that acts on a session: the one passed, else the one its input came from, else the runspace's default.</summary>
public abstract class MageSessionCmdlet : PSCmdlet, IDisposable
{
    private readonly PerSession<PipelineFinder> _pipelines = new(session => new PipelineFinder(session));
    private readonly OtherWays _otherWays = new();
    private readonly HashSet<(MageSession, Noun, object)> _met = [];
    private readonly CommandLine _line;
    private readonly SessionTurns _turns;
    private StepRunner? _steps;

    /// <summary>Made for each cmdlet class.</summary>
    private protected MageSessionCmdlet()
    {
        Scope = new CommandScope(this) { BeforeEnd = () => _steps?.Drain() };
        _line = new CommandLine(this);
        _turns = new SessionTurns(this, _line);
    }

    /// <summary>The session to use, or its name; several where something is read. Without it: the session an object piped in came from, else the default one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public MageSessionArgument[]? Session { get; set; }

    private protected CommandScope Scope { get; }

    /// <summary>Carries out what is written.</summary>
    private protected StepRunner Steps => _steps ??= new StepRunner(this, Scope, Throttle);

    /// <summary>How many writes may be under way at once.</summary>
    private protected virtual int Throttle => 1;

    /// <summary>Notes and checks what stands on the command line, before anything is bound from the pipeline.</summary>
    protected override void BeginProcessing()
    {
        _line.Note();
        Ended(() =>
        {
            _line.RequireSession(nameof(Session), Session, isBegun: false);
            CheckTyped();
            return true;
        });
    }

    /// <summary>
    /// Refuses a value on the command line that would be wrong for everything the command is about: said once, before anything is read, and not again for
    /// each thing.
    /// </summary>
    /// <exception cref="MageException">It is wrong.</exception>
    private protected virtual void CheckTyped()
    {
    }

    /// <summary>Ctrl+C: ends the request under way.</summary>
    protected override void StopProcessing() => Scope.Stop();

    /// <summary>The one call PowerShell makes when a command downstream has enough.</summary>
    public void Dispose()
    {
        Scope.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="CommandScope.Await{T}"/>
    private protected T Await<T>(Func<MageCall, Task<T>> work) => Scope.Await(work);

    /// <inheritdoc cref="CommandScope.Stream{T}"/>
    private protected IEnumerable<T> Stream<T>(Func<MageCall, Listing<T>> open) => Scope.Stream(open);

    /// <inheritdoc cref="CommandScope.Attempt"/>
    private protected bool Attempt(object? target, Action work) => Scope.Attempt(target, work);

    /// <inheritdoc cref="CommandScope.Report"/>
    private protected void Report(MageException failure, object? target = null) => Scope.Report(failure, target);

    /// <inheritdoc cref="CommandScope.Terminate"/>
    private protected MageException Terminate(MageException failure) => Scope.Terminate(failure);

    /// <inheritdoc cref="StepRunner.Perform{T}(MageSession, Step{T})"/>
    private protected T? Perform<T>(MageSession session, Step<T> step)
        where T : class => Steps.Perform(session, step);

    /// <inheritdoc cref="StepRunner.Perform{T}(MageSession, Step{T}, Action{T}, Func{MageException, bool})"/>
    private protected void Perform<T>(MageSession session, Step<T> step, Action<T> done)
        where T : class => Steps.Perform(session, step, done, _otherWays.Instead);

    /// <inheritdoc cref="StepRunner.Perform{T}(MageSession, Plan{T})"/>
    private protected T? Perform<T>(MageSession session, Plan<T> plan)
        where T : class => Steps.Perform(session, plan);

    /// <inheritdoc cref="StepRunner.Perform{T}(MageSession, Plan{T}, Action{T}, Func{MageException, bool})"/>
    private protected void Perform<T>(MageSession session, Plan<T> plan, Action<T> done)
        where T : class => Steps.Perform(session, plan, done, _otherWays.Instead);

    /// <inheritdoc cref="CommandScope.ReadText"/>
    private protected string ReadText(string path) => Scope.ReadText(path);

    private protected bool IsBound(string parameter) => _line.IsBound(parameter);

    /// <summary>Whether a parameter stands on the command line; one that came with a piped object does not.</summary>
    private protected bool IsTyped(string parameter) => _line.IsTyped(parameter);

    /// <summary>Whether a script block on the command line says it anew for each thing piped in.</summary>
    private protected bool IsPerThing(string parameter) => _line.IsPerThing(parameter);

    /// <summary>Whether the command meets a thing for the first time: what is done to it is done once, however often and by whatever it is named.</summary>
    private protected bool IsFirst(MageSession session, Noun noun, object id) => _met.Add((session, noun, id));

    /// <summary>Whether the command has dealt with a thing that is named by its number; what was removed is not looked for again.</summary>
    private protected bool IsMet(MageSession session, Noun noun, int? id) => id is int number && _met.Contains((session, noun, number));

    /// <summary>Finds the session for one item; without one the command ends.</summary>
    private protected MageSession Resolve(MageSession? own = null) => Ended(() => _turns.Of(Session, own));

    /// <summary>Reads from each session that was passed. Of a session piped in nothing is taken but itself.</summary>
    private protected void EachSession(Action read) => Ended(() => _turns.Each(Session, read));

    /// <summary>Whether what was piped in is a session itself.</summary>
    private protected bool IsOfSession => _turns.IsPiped(Session);

    /// <summary>Whether one list of one server may be the whole output.</summary>
    private protected bool IsOneList => !MyInvocation.ExpectingInput && Session is not { Length: > 1 };

    /// <summary>
    /// Deals with each thing that is named, on its own session; a failure of one leaves the others their turn. What is known by its number is
    /// refused on another server than the one it comes from: there the number is another thing's.
    /// </summary>
    /// <param name="arguments">What was said of them.</param>
    /// <param name="act">Deals with one.</param>
    private protected void ForEach<T>(IEnumerable<T> arguments, Action<MageSession, T> act)
        where T : MageArgument
    {
        foreach (T argument in arguments)
        {
            MageSession session = Resolve(argument.Session);
            Attempt(argument.Target, () =>
            {
                Sameness.RequireHome(session, argument);
                act(session, argument);
            });
        }
    }

    /// <inheritdoc cref="ForEach{T}(IEnumerable{T}, Action{MageSession, T})"/>
    /// <param name="arguments">What was said of them.</param>
    /// <param name="find">Finds what one means.</param>
    /// <param name="act">Deals with one thing that was found; a failure leaves the others their turn.</param>
    private protected void ForEach<TArgument, TFound>(
        IEnumerable<TArgument> arguments, Func<MageSession, TArgument, MageCall, Task<IReadOnlyList<TFound>>> find, Action<MageSession, TFound> act)
        where TArgument : MageArgument => ForEach(arguments, (session, argument) =>
    {
        foreach (TFound found in Await(call => find(session, argument, call)))
        {
            Attempt(found, () => act(session, found));
        }
    });

    /// <summary>Deals with each backfill that is meant, once, as it is now.</summary>
    private protected void ForEachBackfill(IEnumerable<MageBackfillArgument> arguments, MagePipelineArgument[]? pipelines, Action<MageSession, MageBackfill> act) =>
        ForEach(arguments.Where(argument => IsMeant(argument, "backfill", Noun.Backfill, Noun.Pipeline)), async (session, argument, call) =>
        {
            if (argument.Identity is null && argument.Text is null && IsMet(session, Noun.Backfill, argument.Id))
            {
                return [];
            }

            Within within = await Within.ReadAsync(Narrowing(pipelines, argument), PipelinesOf(session), call).ConfigureAwait(false);
            return await new BackfillFinder(session).RequireAsync(argument, within, call).ConfigureAwait(false);
        }, (session, backfill) =>
        {
            if (IsFirst(session, Noun.Backfill, backfill.Id))
            {
                act(session, backfill);
            }
        });

    /// <summary>Finds the pipelines of a server; what it read it knows until the command ends.</summary>
    private protected PipelineFinder PipelinesOf(MageSession session) => _pipelines.Of(session);

    /// <summary>Deals with each pipeline that is meant, by its uuid; a failure of one leaves the others their turn.</summary>
    /// <param name="arguments">What was said of them.</param>
    /// <param name="act">Deals with one.</param>
    private protected void ForEachPipeline(IEnumerable<MagePipelineArgument> arguments, Action<MageSession, string> act)
    {
        foreach (MagePipelineArgument argument in arguments)
        {
            MageSession session = Resolve(argument.Session);
            if (argument.Name.Length == 0)
            {
                Report(ErrorRecords.NamesNo("pipeline", argument), argument);
                continue;
            }

            Attempt(argument.Name, () =>
            {
                foreach (string uuid in Await(call => PipelinesOf(session).UuidsAsync(argument, call)))
                {
                    Attempt(uuid, () => ActOn(session, argument, uuid, act));
                }
            });
        }
    }

    /// <summary>What was taken for a uuid and is none may still be the name of a pipeline with another.</summary>
    private void ActOn(MageSession session, MagePipelineArgument argument, string uuid, Action<MageSession, string> act) => Otherwise(
        () => act(session, uuid),
        failure =>
        {
            if (failure.ErrorId != MageErrorId.PipelineNotFound || argument.Text is not string text || argument.IsPattern
                || Await(call => PipelinesOf(session).NamedAsync(text, call)) is not string other || other == uuid)
            {
                return false;
            }

            act(session, other);
            return true;
        });

    /// <inheritdoc cref="OtherWays.Otherwise"/>
    private protected void Otherwise(Action act, Func<MageException, bool> instead) => _otherWays.Otherwise(act, instead);

    /// <summary>The pipelines that were given; an empty cell of a CSV file is none.</summary>
    private protected static MagePipelineArgument[] Given(MagePipelineArgument[]? pipelines) =>
        [.. (pipelines ?? []).Where(pipeline => pipeline.Name.Length > 0)];

    /// <summary>
    /// The pipelines within which a thing is meant: those on the command line, of whatever comes; else the one that the thing's row names, as it stands. What is
    /// known by more than that may have moved along with its pipeline's new name.
    /// </summary>
    private protected MagePipelineArgument[] Narrowing(MagePipelineArgument[]? pipelines, MageArgument? thing = null)
    {
        if (IsTyped("Pipeline") || IsPerThing("Pipeline"))
        {
            return Given(pipelines);
        }

        return thing is { Source: not null } or { Id: not null, Identity.CreatedAt: not null }
            ? []
            : [.. Given(pipelines).Select(pipeline => pipeline.Identity is null ? new MagePipelineArgument(pipeline.Name) { IsLiteral = true } : pipeline)];
    }

    /// <summary>As <see cref="Narrowing"/>, on a server.</summary>
    private protected Within WithinOf(MageSession session, MagePipelineArgument[]? pipelines, MageArgument? thing = null) =>
        Await(call => Within.ReadAsync(Narrowing(pipelines, thing), PipelinesOf(session), call));

    /// <summary>Ends the command where what is to have happened since a moment that is still to come is asked for, by the server's clock.</summary>
    private protected void RequirePast(MageTimeArgument? since) => Ended(() => since?.InPast(Session is [MageSessionArgument first, ..] ? first.In(SessionStore.Current) : SessionStore.Current.Default));

    /// <summary>Ends the command where a time would end before it begins, and nothing would be found, by the server's clock.</summary>
    private protected void RequireOrder(MageTimeArgument? since, MageTimeArgument? until) => Ended(() =>
        until is null ? since : since?.Before(until, Session is [MageSessionArgument first, ..] ? first.In(SessionStore.Current) : SessionStore.Current.Default));

    /// <inheritdoc cref="CommandLine.RequireFilled{T}"/>
    private protected void RequireFilled<T>(string parameter, T[]? values) => Ended(() => _line.RequireFilled(parameter, values));

    /// <inheritdoc cref="CommandLine.RequireFilled{T}"/>
    private protected void RequireFilled(string parameter, object? value) => RequireFilled(parameter, new[] { value });

    /// <summary>The words of a filter as Mage spells them. One that it does not know would quietly find nothing, and ends the command.</summary>
    private protected string[]? Known(string what, string[]? words, string[] known) =>
        Ended(() => words?.Select(word => Vocabulary.Require(what, word, known)).Distinct().ToArray());

    /// <summary>Checks parameters; a failure ends the command.</summary>
    private protected T Ended<T>(Func<T> check)
    {
        try
        {
            return check();
        }
        catch (MageException failure)
        {
            throw Terminate(failure);
        }
    }

    /// <summary>Whether a filter of words lets one pass.</summary>
    private protected static bool IsOneOf(string[]? words, string? word) => words is null || Array.IndexOf(words, word) >= 0;

    /// <summary>
    /// Whether what was piped in names nothing, such as a row whose cell is empty: "all" is the last thing that is meant then. A row may
    /// name a session alone.
    /// </summary>
    /// <param name="parameters">What a row may name.</param>
    private protected bool NamesNothing(params string[] parameters) => !IsOfSession && _line.NamesNothing(nameof(Session), parameters);

    /// <summary>Refuses an object or row of another kind: it names a pipeline too, but that is not what it stands for.</summary>
    private protected bool IsMeant(MageArgument argument, string noun, params Noun[] nouns)
    {
        if (!argument.IsOther(nouns))
        {
            return !IsLost(argument, noun, nouns) && !IsTorn(argument, noun);
        }

        Report(ErrorRecords.WrongObject(noun, argument));
        return false;
    }

    /// <summary>Refuses a row of a block or a schedule whose two columns for the pipeline say two: one was edited, and nothing can be moved that way.</summary>
    private bool IsTorn(MageArgument argument, string noun)
    {
        if ((argument.Row(Noun.Block) ?? argument.Row(Noun.Schedule)) is not { Noun: Noun.Block or Noun.Schedule } || argument.CellText("PipelineUuid") is not string uuid
            || argument.CellText("Pipeline") is not string name || name == uuid || MageName.PipelineUuid(name) == uuid)
        {
            return false;
        }

        Report(ErrorRecords.Torn(noun, uuid, name, argument));
        return true;
    }

    /// <summary>Refuses a row that names a pipeline, and whose column for the thing of it is empty.</summary>
    private protected bool IsLost(MageArgument argument, string noun, params Noun[] nouns)
    {
        if (argument.Identity?.LostOf(nouns) is not string column)
        {
            return false;
        }

        Report(ErrorRecords.Lost(noun, column, argument));
        return true;
    }
}
