using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation.Faults;
using MageAI.Emulation.Http;
using MageAI.Emulation.Routes;
using MageAI.Emulation.Samples;
using MageAI.Emulation.Scheduling;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation;

/// <summary>
/// A Mage server in a box: it answers the REST API on 127.0.0.1 as Mage 0.9.79 does, with its scheduler running, and needs neither Python nor a container.
/// </summary>
public sealed class MageEmulator : IDisposable
{
    private const int MostRequests = 20000;

    private readonly EmulatorState _state;
    private readonly Scheduler _scheduler;
    private readonly ApiRouter _router;
    private readonly HttpServer _server;
    private readonly StateFile? _file;
    private readonly ITimer? _ticking;
    private readonly object _logGate = new();
    private readonly List<EmulatorRequest> _requests = [];
    private readonly List<string> _metadataWrites = [];
    private int _stopped;

    private MageEmulator(MageEmulatorOptions options)
    {
        Options = options;
        _state = new EmulatorState(options);
        _file = options.Path is { Length: > 0 } folder ? new StateFile(folder) : null;
        if (_file?.Load() is { } saved)
        {
            _state.Data = saved;
        }
        else if (options.Sample)
        {
            SampleProject.Fill(_state);
        }

        if (_state.AuthOn && _state.Data.Users.All(u => u.Email != options.OwnerEmail))
        {
            _state.AddUser(options.OwnerEmail!, options.OwnerPassword!, Role.Owner);
        }

        _scheduler = new Scheduler(_state);
        _router = new ApiRouter(_state, _scheduler);
        Save();
        _server = new HttpServer(options.Port, options, Handle);
        Uri = new Uri($"http://127.0.0.1:{_server.Port}{(options.BasePath.Trim('/') is { Length: > 0 } basePath ? "/" + basePath : "")}");
        if (options.TickMilliseconds > 0)
        {
            // Set anew after each loop: two of them never run at once, however long one takes.
            _ticking = options.Clock.CreateTimer(_ => Loop(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _ticking.Change(TickEvery, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Where it listens; with the base path, without /api.</summary>
    public Uri Uri { get; }

    /// <summary>The TCP port.</summary>
    public int Port => _server.Port;

    /// <summary>Whether users must sign in.</summary>
    public bool RequiresAuthentication => _state.AuthOn;

    /// <summary>How it was started. Changing these has no effect any more.</summary>
    public MageEmulatorOptions Options { get; }

    /// <summary>Switches that make it slow or faulty.</summary>
    public EmulatorFaults Faults { get; } = new();

    /// <summary>How many clients hold a connection.</summary>
    public int OpenConnections => _server.Connections;

    /// <summary>The rows themselves, for tests that arrange what the API cannot.</summary>
    internal EmulatorState State => _state;

    /// <summary>Whether it listens.</summary>
    public bool IsRunning => Volatile.Read(ref _stopped) == 0;

    /// <summary>The requests so far in the order of their arrival; the newest twenty thousand.</summary>
    public IReadOnlyList<EmulatorRequest> Requests
    {
        get
        {
            lock (_logGate)
            {
                return _requests.ToArray();
            }
        }
    }

    /// <summary>Starts an emulator. It listens when this returns.</summary>
    /// <param name="options">How; the defaults if null.</param>
    /// <returns>The emulator; dispose it to stop it.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static MageEmulator Start(MageEmulatorOptions? options = null) => new((options ?? new MageEmulatorOptions()).Copy());

    /// <summary>Forgets the requests so far.</summary>
    public void ClearRequests()
    {
        lock (_logGate)
        {
            _requests.Clear();
        }
    }

    /// <summary>Closes the port and all connections, and ends the scheduler.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        _ticking?.Dispose();
        _server.Dispose();
        lock (_state.Gate)
        {
            _state.Changed = true;
            Save();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    /// <summary>Runs one loop of the scheduler now.</summary>
    public void Tick()
    {
        lock (_state.Gate)
        {
            _scheduler.Loop();
            Save();
        }
    }

    /// <summary>Starts or stops the scheduler, as its process control in Mage does.</summary>
    /// <param name="running">Whether it is to run.</param>
    public void SetSchedulerRunning(bool running)
    {
        lock (_state.Gate)
        {
            _state.Data.SchedulerWanted = running;
            _state.SchedulerDied = false;
            _state.Changed = true;
            Save();
        }
    }

    /// <summary>Adds a user.</summary>
    /// <param name="email">The e-mail address to sign in with.</param>
    /// <param name="password">The password.</param>
    /// <param name="role">owner, admin, editor, viewer, or none.</param>
    /// <returns>A token that is signed in already, as it goes into the headers OAUTH-TOKEN and Authorization.</returns>
    public string AddUser(string email, string password, string role)
    {
        if (!Enum.TryParse<Role>(role, ignoreCase: true, out Role known))
        {
            throw new ArgumentException("The role is one of owner, admin, editor, viewer and none.", nameof(role));
        }

        lock (_state.Gate)
        {
            string token = _state.IssueToken(_state.AddUser(email, password, known)).Token;
            Save();
            return token;
        }
    }

    /// <summary>Lets every token that was issued so far expire.</summary>
    public void ExpireTokens()
    {
        lock (_state.Gate)
        {
            foreach (AccessToken token in _state.Data.Tokens)
            {
                token.Expires = _state.Now.AddSeconds(-1);
            }

            _state.Changed = true;
            Save();
        }
    }

    /// <summary>How many there are of a kind of thing.</summary>
    /// <param name="kind">pipelines, schedules, backfills, pipeline_runs or block_runs.</param>
    /// <returns>The number.</returns>
    public int CountOf(string kind)
    {
        lock (_state.Gate)
        {
            return kind switch
            {
                "pipelines" => _state.Data.Pipelines.Count,
                "schedules" or "pipeline_schedules" => _state.Data.Schedules.Count,
                "backfills" => _state.Data.Backfills.Count,
                "pipeline_runs" => _state.Data.Runs.Count,
                "block_runs" => _state.Data.Runs.Values.Sum(r => r.BlockRuns.Count),
                _ => throw new ArgumentException("The kind is one of pipelines, schedules, backfills, pipeline_runs and block_runs.", nameof(kind)),
            };
        }
    }

    /// <summary>Adds many finished runs to a pipeline, one a minute up to now, under its first trigger; one is made if it has none.</summary>
    /// <param name="pipelineUuid">The pipeline.</param>
    /// <param name="count">How many.</param>
    /// <param name="status">Their status.</param>
    /// <param name="scheduleId">The trigger to put them under.</param>
    /// <param name="newest">The execution date of the newest; now if null.</param>
    public void SeedRuns(string pipelineUuid, int count, string status = "completed", int? scheduleId = null, DateTimeOffset? newest = null)
    {
        lock (_state.Gate)
        {
            Pipeline pipeline = _state.FindPipeline(pipelineUuid) ?? throw new ArgumentException($"There is no pipeline {pipelineUuid}.", nameof(pipelineUuid));
            Schedule schedule = scheduleId is null
                ? _state.Data.Schedules.FirstOrDefault(s => s.PipelineUuid == pipelineUuid) ?? _state.AddSchedule(new Schedule { Name = "seeded", PipelineUuid = pipelineUuid, Type = "api" })
                : _state.FindSchedule(scheduleId) ?? throw new ArgumentException($"There is no trigger {scheduleId}.", nameof(scheduleId));
            DateTime last = Stamps.Seconds((newest ?? Options.Now).UtcDateTime);
            RunSeeder seeder = new RunSeeder(_state, pipeline);
            RunStory story = new RunStory { Status = status };
            for (int i = count - 1; i >= 0; i--)
            {
                seeder.Add(schedule, last.AddMinutes(-i), story);
            }

            Save();
        }
    }

    /// <summary>Where it listens.</summary>
    /// <returns>The address.</returns>
    public override string ToString() => Uri.ToString();

    private TimeSpan TickEvery => TimeSpan.FromMilliseconds(Options.TickMilliseconds);

    private void Loop()
    {
        try
        {
            Tick();
        }
        catch (Exception)
        {
            // An exception that leaves this thread would end the user's shell. Mage's scheduler dies of it and is started again.
            _state.SchedulerDied = true;
        }

        if (IsRunning)
        {
            _ticking!.Change(TickEvery, Timeout.InfiniteTimeSpan);
        }
    }

    private void Save()
    {
        if (_file is not null && _state.Changed)
        {
            _file.Save(_state.Data);
        }

        _state.Changed = false;
    }

    /// <summary>Told of each request that was dealt with, before its reply is sent: for tests of what happens meanwhile.</summary>
    internal Action<EmulatorRequest>? Handled { get; set; }

    private async Task<HttpServer.Outcome> Handle(HttpRequest request, CancellationToken gone)
    {
        HttpServer.Outcome outcome = await Deal(request, gone).ConfigureAwait(false);
        Handled?.Invoke(outcome.Entry);
        return outcome;
    }

    private async Task<HttpServer.Outcome> Deal(HttpRequest request, CancellationToken gone)
    {
        EmulatorRequest entry = new EmulatorRequest(request.Method, request.Path, request.RawQuery, request.BodyText(), request.Headers, Options.Clock.GetUtcNow()).Masked;
        lock (_logGate)
        {
            if (_requests.Count == MostRequests)
            {
                _requests.RemoveAt(0);
            }

            _requests.Add(entry);
        }

        EmulatorFault? fault = Faults.Take(request.Method, request.Path);
        (string? pipeline, bool owns) = Options.ParallelWritesConflict ? ApiRouter.WriteTarget(request, Options.BasePath) : default;
        bool conflict = pipeline is not null && !Enter(pipeline, owns);
        try
        {
            if (Faults.Latency is { Ticks: > 0 } latency)
            {
                await Pause(latency, gone).ConfigureAwait(false);
            }

            switch (fault?.Kind)
            {
                case FaultKind.Hang:
                    await Pause(Timeout.InfiniteTimeSpan, gone).ConfigureAwait(false);
                    return new HttpServer.Outcome(entry, null, fault);
                case FaultKind.DropBeforeReply:
                    return new HttpServer.Outcome(entry, null, fault);
                case FaultKind.Canned:
                    return new HttpServer.Outcome(entry, Canned(fault), fault);
                case FaultKind.CannedAfterHandling:
                    Answer(request, conflict);
                    return new HttpServer.Outcome(entry, Canned(fault), fault);
                case FaultKind.Hold:
                    await fault.Until.ConfigureAwait(false);
                    return new HttpServer.Outcome(entry, Answer(request, conflict), fault);
                case FaultKind.CutJson:
                    return new HttpServer.Outcome(entry, Half(Answer(request, conflict)), fault);
                case FaultKind.DiskFull:
                    return new HttpServer.Outcome(entry, WithoutSpace(request, conflict), fault);
                default:
                    return new HttpServer.Outcome(entry, Answer(request, conflict), fault);
            }
        }
        finally
        {
            if (pipeline is not null && owns && !conflict)
            {
                lock (_metadataWrites)
                {
                    _metadataWrites.Remove(pipeline);
                }
            }
        }
    }

    private async Task Pause(TimeSpan time, CancellationToken gone)
    {
        try
        {
            await Options.Clock.Delay(time, gone).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client left. Mage would carry out the request all the same.
        }
    }

    private static HttpReply Half(HttpReply reply) => new(reply.Status, reply.ContentType, reply.Body.AsSpan(0, reply.Body.Length / 2).ToArray());

    /// <summary>Mage writes files in place and moves them before it saves what it knows of them; its database undoes what it cannot end.</summary>
    private HttpReply WithoutSpace(HttpRequest request, bool conflict)
    {
        const string full = "[Errno 28] No space left on device";
        lock (_state.Gate)
        {
            if (request.Method == "PUT" && ApiRouter.IsFile(request, Options.BasePath))
            {
                _state.LastFile = null;
                HttpReply reply = Answer(request, conflict);
                _state.CutLastFile();
                Save();
                return reply.Status == 200 ? ApiRouter.Failure(full) : reply;
            }

            if (request.Method is "PUT" or "POST" && ApiRouter.WriteTarget(request, Options.BasePath) is { Pipeline: { } uuid, OwnsMetadata: true } && _state.FindPipeline(uuid) is { } pipeline)
            {
                // Files are written and moved, a new one is empty; what stands in the pipeline's own file, and in the database, stays.
                PipelineRest before = PipelineRest.Of(_state, pipeline);
                _state.LastFile = null;
                HttpReply reply = Answer(request, conflict);
                before.Restore();
                if (request.Method == "POST")
                {
                    _state.EmptyLastFile();
                }

                Save();
                return reply.Status == 200 && !ApiRouter.IsError(reply) ? ApiRouter.Failure(full) : reply;
            }

            return request.Method == "GET" ? Answer(request, conflict) : ApiRouter.Failure("(sqlite3.OperationalError) database or disk is full");
        }
    }

    private static HttpReply Canned(EmulatorFault fault)
    {
        HttpReply reply = HttpReply.Text(fault.Code, fault.ContentType, fault.Body);
        if (fault.RetryAfter is { } after)
        {
            reply.Headers.Add(new KeyValuePair<string, string>("Retry-After", after));
        }

        if (fault.Location is { } location)
        {
            reply.Headers.Add(new KeyValuePair<string, string>("Location", location));
        }

        return reply;
    }

    /// <summary>Enters a pipeline for writing; false when another write has its file open. Mage finds the file empty then.</summary>
    private bool Enter(string pipeline, bool owns)
    {
        lock (_metadataWrites)
        {
            if (_metadataWrites.Contains(pipeline))
            {
                return false;
            }

            if (owns)
            {
                _metadataWrites.Add(pipeline);
            }

            return true;
        }
    }

    private HttpReply Answer(HttpRequest request, bool conflict)
    {
        lock (_state.Gate)
        {
            _scheduler.Advance();
            HttpReply reply = _router.Answer(request, conflict);
            _state.LastUserRequest = _state.Now;
            Save();
            return reply;
        }
    }
}
