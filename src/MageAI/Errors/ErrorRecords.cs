using System.Management.Automation;
using MageAI.Binding;

namespace MageAI.Errors;

/// <summary>Every error record of the module is made here: its fixed id, its category, its words and what to do about it.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(MageException failure, object? target = null)
    {
        ErrorRecord record = new(failure, failure.ErrorId.ToString(), CategoryOf(failure.ErrorId), target ?? failure.Target);
        if (failure.Advice is not null)
        {
            record.ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = Deeds.Tell(failure.Advice, DeedCmdlets.Words) };
        }

        return record;
    }

    public static MageException NotConnected() => new(MageErrorId.NotConnected, "There is no Mage session in this runspace.")
    {
        RecommendedAction = "Run Connect-Mage first. Inside ForEach-Object -Parallel and thread jobs, which have runspaces of their own, pass -Session $using:session.",
    };

    public static MageException SessionNotFound(string name) => new(MageErrorId.SessionNotFound, $"There is no session '{name}' in this runspace.")
    {
        Target = name,
        RecommendedAction = "List the sessions with Get-MageSession, or connect with Connect-Mage -Name. Inside ForEach-Object -Parallel and thread jobs, which have runspaces of their own, pass -Session $using:session.",
    };

    /// <summary>A copy of a session has no connection and no secret: those stay in the process that made it.</summary>
    public static MageException SessionNotFound(MageSessionArgument argument) => !argument.IsCopy ? SessionNotFound(argument.Name!) : new(
        MageErrorId.SessionNotFound, $"Session '{argument.Name}'{(argument.Address is null ? "" : $" of {argument.Address}")} was made in another process, or comes out of a file: a session does not travel. Nothing was sent.")
    {
        Target = argument.Name,
        RecommendedAction = "Connect inside the job with Connect-Mage: a credential does travel ($using:credential). Or use Start-ThreadJob or ForEach-Object -Parallel, which share the process.",
    };

    public static MageException WrongObject(string noun, MageArgument argument) => argument.Identity switch
    {
        { Live: MageObject source } => WrongObject(noun, source),
        { Noun: Noun.Other } other => new(MageErrorId.WrongObjectType, $"A {other.Kind ?? "thing of another kind"} was passed where a {noun} is meant; nothing was done.")
        {
            Target = argument,
            RecommendedAction = $"Pass what {Getter(noun)} emits, or an id or a name. Of an object of another program pass the property that is meant, by a script block for each.",
        },
        { Noun: Noun.Unknown, Id: int } => new(
            MageErrorId.WrongObjectType, $"A row was piped in that has an Id and does not say of what; a {noun} is meant. Nothing was done.")
        {
            Target = argument,
            RecommendedAction = "Keep the columns that tell what the row is, such as PipelineRunId, ScheduleId, BackfillId, PipelineUuid or BlockUuid, or all columns that were emitted.",
        },
        { Noun: not Noun.Unknown } row => new(MageErrorId.WrongObjectType, $"A row of a {Words(row.Noun)} was piped in where a {noun} is meant; nothing was done.")
        {
            Target = argument,
            RecommendedAction = $"Pipe in rows of what {Getter(noun)} emits, or name the {noun} by parameter.",
        },
        _ => NamesNothing(),
    };

    /// <summary>A row that names two pipelines.</summary>
    public static MageException Torn(string noun, string uuid, string name, MageArgument argument) => new(
        MageErrorId.InvalidInput, $"The row of a {noun} says the pipeline '{uuid}' under PipelineUuid, and '{name}' under Pipeline; nothing was sent.")
    {
        Target = argument.Target,
        RecommendedAction = $"Leave both columns as they were saved: a {noun} cannot be moved to another pipeline. Make a new one there.",
    };

    /// <summary>A row names a pipeline, and the thing of it that it has a column for is not named.</summary>
    public static MageException Lost(string noun, string column, MageArgument argument) => new(
        MageErrorId.EmptyInput, $"A row was piped in whose {column} is empty: it names no {noun}, and is not taken for all of pipeline {argument.Identity?.Pipeline}.")
    {
        Target = argument,
        RecommendedAction = $"Fill in {column}, or leave that column out to mean all of the pipeline.",
    };

    /// <summary>Something that belongs to none of a noun where one of that noun is meant.</summary>
    public static MageException NamesNo(string noun, MageArgument argument) => argument switch
    {
        { Identity: null } => NamesNothing(),
        { Source: MageObject source, Identity.Noun: not Noun.Other } => new(MageErrorId.WrongObjectType, $"{Article(source)} was piped in that belongs to no {noun}; nothing was done.")
        {
            Target = source,
            RecommendedAction = $"Name the {noun} by parameter.",
        },
        _ => WrongObject(noun, argument),
    };

    /// <summary>A number means another thing on each server.</summary>
    public static MageException FromAnotherServer(MageArgument argument, MageSession home, MageSession session) => new(
        MageErrorId.WrongServer, $"{argument.Source?.GetType().Name ?? "Number"} {argument.Id ?? argument.Identity?.Id} comes from {home.Uri}; on {session.Uri} that number is another thing's. Nothing was sent.")
    {
        Target = argument.Target,
        RecommendedAction = $"Leave -Session out to act where it comes from, or find its counterpart with {Getter(argument)} and -Session {session.Name}.",
    };

    public static MageException WrongObject(string noun, MageObject source) => new(
        MageErrorId.WrongObjectType, $"{Article(source)} was piped in where a {noun} is meant; nothing was done.")
    {
        Target = source,
        RecommendedAction = $"Pipe in what {Getter(noun)} emits, or name the {noun} by parameter.",
    };

    /// <summary>A session says where, and what is meant there it does not say.</summary>
    public static MageException NoMoreThanSession(string parameter) => new(
        MageErrorId.WrongObjectType, $"A session was piped in, which does not say which {parameter.ToLowerInvariant()} is meant; nothing was done.")
    {
        RecommendedAction = $"Pass the session by -Session, and -{parameter} with it; several sessions as -Session $sessions.",
    };

    public static MageException NamesNothing() => new(
        MageErrorId.EmptyInput, "What was piped in names nothing; it is not taken for all that is on the server.")
    {
        RecommendedAction = "Look for an empty value in what is piped in, or pipe in nothing to mean all.",
    };

    /// <summary>Without a session, or with one the server refuses, nothing further can succeed.</summary>
    public static bool EndsTheCommand(MageErrorId id) => id
        is MageErrorId.NotConnected or MageErrorId.SessionNotFound or MageErrorId.SignInFailed or MageErrorId.InvalidApiKey or MageErrorId.InvalidToken
        or MageErrorId.TokenExpired or MageErrorId.SignInRequired or MageErrorId.CredentialRequired or MageErrorId.MfaRequired;

    /// <summary>Where things of a noun come from; of several, the last.</summary>
    private static string Getter(string noun) => noun.Split(' ') switch
    {
        [.., "run"] when noun.EndsWith("block run", System.StringComparison.Ordinal) => "Get-MageBlockRun",
        [.., "run"] => "Get-MagePipelineRun",
        [.., "schedule"] => "Get-MageSchedule",
        [.., "backfill"] => "Get-MageBackfill",
        [.., "block"] => "Get-MageBlock",
        _ => "Get-MagePipeline",
    };

    private static string Getter(MageArgument argument) => Getter(argument.Identity is { Noun: var noun } ? Words(noun) : "pipeline run");

    private static string Words(Noun noun) => noun switch
    {
        Noun.Run => "pipeline run",
        Noun.BlockRun => "block run",
        _ => noun.ToString().ToLowerInvariant(),
    };

    private static string Article(MageObject source) => "A " + source.GetType().Name;

    private static ErrorCategory CategoryOf(MageErrorId id) => id switch
    {
        MageErrorId.PipelineNotFound or MageErrorId.BlockNotFound or MageErrorId.ScheduleNotFound
            or MageErrorId.PipelineRunNotFound or MageErrorId.BackfillNotFound or MageErrorId.NotFound or MageErrorId.SessionNotFound or MageErrorId.FileNotFound => ErrorCategory.ObjectNotFound,
        MageErrorId.PipelineExists or MageErrorId.BlockExists or MageErrorId.ScheduleExists or MageErrorId.BackfillExists or MageErrorId.FileExists => ErrorCategory.ResourceExists,
        MageErrorId.BlockHasDependents or MageErrorId.BlockShared or MageErrorId.BackfillRunning => ErrorCategory.ResourceBusy,
        MageErrorId.NotConnected or MageErrorId.ConnectionFailed => ErrorCategory.ConnectionError,
        MageErrorId.TlsFailed or MageErrorId.Redirected => ErrorCategory.SecurityError,
        MageErrorId.RequestTimeout or MageErrorId.WaitTimeout => ErrorCategory.OperationTimeout,
        MageErrorId.NotMageServer or MageErrorId.EmptyResponse or MageErrorId.InvalidResponse => ErrorCategory.ProtocolError,
        MageErrorId.RateLimited or MageErrorId.RunQueued or MageErrorId.TooManyRuns => ErrorCategory.LimitsExceeded,
        MageErrorId.SchedulerStopped => ErrorCategory.ResourceUnavailable,
        MageErrorId.InvalidApiKey or MageErrorId.InvalidToken or MageErrorId.TokenExpired or MageErrorId.SignInRequired
            or MageErrorId.SignInFailed or MageErrorId.MfaRequired or MageErrorId.CredentialRequired
            or MageErrorId.TriggerTokenInvalid => ErrorCategory.AuthenticationError,
        MageErrorId.Forbidden => ErrorCategory.PermissionDenied,
        MageErrorId.InvalidInput or MageErrorId.BlockCycle or MageErrorId.RequestInvalid or MageErrorId.EmptyInput or MageErrorId.InvalidName or MageErrorId.InvalidValue
            or MageErrorId.InvalidCron or MageErrorId.InvalidInterval or MageErrorId.InvalidTime or MageErrorId.InvalidAddress or MageErrorId.UnknownWord or MageErrorId.UnknownKey
            or MageErrorId.AmbiguousName or MageErrorId.LanguageMismatch or MageErrorId.ConfigurationIncomplete => ErrorCategory.InvalidArgument,
        MageErrorId.ScheduleInactive or MageErrorId.ScheduleNotApi or MageErrorId.RunInProgress or MageErrorId.RestartRefused
            or MageErrorId.BackfillStarted or MageErrorId.BackfillNotStarted => ErrorCategory.InvalidOperation,
        MageErrorId.FileUnreadable => ErrorCategory.ReadError,
        MageErrorId.WriteNotApplied or MageErrorId.WriteOutcomeUnknown or MageErrorId.FileNotWritten or MageErrorId.SecretNotKept => ErrorCategory.WriteError,
        MageErrorId.RunFailed or MageErrorId.RunCancelled => ErrorCategory.InvalidResult,
        MageErrorId.ModuleMissing => ErrorCategory.NotInstalled,
        MageErrorId.NotSupported => ErrorCategory.NotImplemented,
        MageErrorId.WrongObjectType or MageErrorId.WrongServer => ErrorCategory.InvalidType,
        _ => ErrorCategory.NotSpecified,
    };
}
