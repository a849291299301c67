namespace MageAI;

/// <summary>
/// What went wrong, by name. The name is the fixed first part of the <c>FullyQualifiedErrorId</c> that a
/// cmdlet reports, so scripts may test for it.
/// </summary>
public enum MageErrorId
{
    /// <summary>The server reported a failure that has no name of its own here.</summary>
    ServerError,

    /// <summary>There is no session in this runspace and none was passed.</summary>
    NotConnected,

    /// <summary>No open session has that name.</summary>
    SessionNotFound,

    /// <summary>Nobody answers at the address, or the connection broke.</summary>
    ConnectionFailed,

    /// <summary>The server's certificate is not trusted, no common TLS version was found, or the server speaks plain http where https was asked for, or the other way round.</summary>
    TlsFailed,

    /// <summary>The server did not answer within the session's timeout.</summary>
    RequestTimeout,

    /// <summary>Something answers, but it is not Mage's API (an HTML page, another service, a proxy).</summary>
    NotMageServer,

    /// <summary>The server sends the client to another address; nothing was sent there.</summary>
    Redirected,

    /// <summary>The server answered with an empty body, which Mage does when its own error handler fails.</summary>
    EmptyResponse,

    /// <summary>The reply is cut off, is no JSON, or has another shape than Mage's.</summary>
    InvalidResponse,

    /// <summary>The server, or a proxy before it, refuses because of load (HTTP 429 or 503).</summary>
    RateLimited,

    /// <summary>The API key is missing or unknown.</summary>
    InvalidApiKey,

    /// <summary>The token is unknown to the server.</summary>
    InvalidToken,

    /// <summary>The token has expired and could not be renewed.</summary>
    TokenExpired,

    /// <summary>The server asks for a sign-in and the session has none.</summary>
    SignInRequired,

    /// <summary>The server refused the e-mail or user name with this password.</summary>
    SignInFailed,

    /// <summary>The server asks for a second factor, which needs a browser; connect with a token.</summary>
    MfaRequired,

    /// <summary>Credentials are needed and this host cannot ask for them.</summary>
    CredentialRequired,

    /// <summary>The signed-in user may not do this.</summary>
    Forbidden,

    /// <summary>No pipeline has that uuid.</summary>
    PipelineNotFound,

    /// <summary>The pipeline has no block of that uuid.</summary>
    BlockNotFound,

    /// <summary>No schedule (trigger) has that id or name.</summary>
    ScheduleNotFound,

    /// <summary>No pipeline run has that id.</summary>
    PipelineRunNotFound,

    /// <summary>No backfill has that id or name.</summary>
    BackfillNotFound,

    /// <summary>Something else that was asked for does not exist.</summary>
    NotFound,

    /// <summary>A pipeline of that name or uuid exists already.</summary>
    PipelineExists,

    /// <summary>A block of that name exists already, here or elsewhere in the project.</summary>
    BlockExists,

    /// <summary>The pipeline has a schedule of that name, and a row or a schedule was piped in to make another.</summary>
    ScheduleExists,

    /// <summary>Other blocks depend on the block.</summary>
    BlockHasDependents,

    /// <summary>Other pipelines use the same block file, and would change or break with it.</summary>
    BlockShared,

    /// <summary>The blocks would form a cycle.</summary>
    BlockCycle,

    /// <summary>What was passed does not go together: parameters that contradict each other, or one that needs another.</summary>
    InvalidInput,

    /// <summary>Something was passed or piped in that is empty, and it is not taken for "all".</summary>
    EmptyInput,

    /// <summary>A name or an id that Mage cannot take, or that would be no new one.</summary>
    InvalidName,

    /// <summary>A name that several things have, where one is meant.</summary>
    AmbiguousName,

    /// <summary>A value of a kind that cannot be sent, or that a setting cannot have.</summary>
    InvalidValue,

    /// <summary>A word that Mage does not know: a status, a type, a language, a level, a colour, an interval.</summary>
    UnknownWord,

    /// <summary>A key that a map of settings, or a connection, does not have.</summary>
    UnknownKey,

    /// <summary>A cron expression that Mage refuses, reads in another way than it looks, or fails at later.</summary>
    InvalidCron,

    /// <summary>An interval that Mage has no word for, or that never comes to an end.</summary>
    InvalidInterval,

    /// <summary>A time that cannot be meant, such as one to come where the past is asked for, or dates in the wrong order.</summary>
    InvalidTime,

    /// <summary>An address of a server or a proxy, or a path of its API, that is none, or one of another server.</summary>
    InvalidAddress,

    /// <summary>A backfill would make more runs than were allowed.</summary>
    TooManyRuns,

    /// <summary>The file's ending says another language than the block has.</summary>
    LanguageMismatch,

    /// <summary>The block's configuration lacks what Mage needs to make it.</summary>
    ConfigurationIncomplete,

    /// <summary>A local file or folder that was named does not exist.</summary>
    FileNotFound,

    /// <summary>A local file is there already and is to stay as it is.</summary>
    FileExists,

    /// <summary>A local file cannot be read, or holds something else than was expected of it.</summary>
    FileUnreadable,

    /// <summary>A local file cannot be written.</summary>
    FileNotWritten,

    /// <summary>Another PowerShell module is needed and is not there.</summary>
    ModuleMissing,

    /// <summary>A secret was made on the server and could not be kept in the vault.</summary>
    SecretNotKept,

    /// <summary>The server found the request invalid.</summary>
    RequestInvalid,

    /// <summary>The schedule is inactive: a run of it would never start, or triggering would switch it on.</summary>
    ScheduleInactive,

    /// <summary>Only a schedule of type api can be triggered by token.</summary>
    ScheduleNotApi,

    /// <summary>The backfill was started before: starting it again makes all of its runs again.</summary>
    BackfillStarted,

    /// <summary>Runs of the backfill have not ended.</summary>
    BackfillRunning,

    /// <summary>The backfill has no runs to end, because it was never started.</summary>
    BackfillNotStarted,

    /// <summary>The trigger token does not belong to the schedule.</summary>
    TriggerTokenInvalid,

    /// <summary>The server answered with success, but did not apply what was asked.</summary>
    WriteNotApplied,

    /// <summary>The connection broke before the reply, and whether the write happened cannot be told.</summary>
    WriteOutcomeUnknown,

    /// <summary>The run ended as failed.</summary>
    RunFailed,

    /// <summary>The run ended as cancelled.</summary>
    RunCancelled,

    /// <summary>The run did not end in the time given; it goes on.</summary>
    WaitTimeout,

    /// <summary>The run does not begin, because the scheduler is stopped.</summary>
    SchedulerStopped,

    /// <summary>The run waits because as many runs as its schedule or pipeline allows are under way.</summary>
    RunQueued,

    /// <summary>A run has not ended, and what was asked for would damage one that has not.</summary>
    RunInProgress,

    /// <summary>Restarting the run like this would damage it, let it run for ever or complete it without data; nothing was sent.</summary>
    RestartRefused,

    /// <summary>This Mage version or edition lacks the endpoint.</summary>
    NotSupported,

    /// <summary>An object of one kind was piped where another kind is meant.</summary>
    WrongObjectType,

    /// <summary>An object that is known by its number was to be used on another server than the one it comes from.</summary>
    WrongServer,

    /// <summary>The pipeline has a backfill of that name.</summary>
    BackfillExists,
}
