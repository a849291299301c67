using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace MageAI.Emulation;

/// <summary>
/// A Mage server in a box: it answers the REST API on 127.0.0.1 as Mage 0.9.79 does, with its scheduler running, and needs neither Python nor a container.
/// </summary>
public sealed class MageEmulator : IDisposable
{
    private const int MostRequests = 20000;

    private readonly EmulatorState state;
    private readonly Scheduler scheduler;
    private readonly ApiRouter router;
    private readonly HttpServer server;
    private readonly StateFile? file;
    private readonly ITimer? ticking;
    private readonly object logGate = new();
    private readonly List<EmulatorRequest> requests = [];
    private readonly List<string> metadataWrites = [];
    private int stopped;

    private MageEmulator(MageEmulatorOptions options)
    {
        Options = options;
        state = new EmulatorState(options);
        file = options.Path is { Length: > 0 } folder ? new StateFile(folder) : null;
        if (file?.Load() is { } saved)
        {
            state.Data = saved;
        }
        else if (options.Sample)
        {
            SampleProject.Fill(state);
        }

        if (state.AuthOn && state.Data.Users.All(u => u.Email != options.OwnerEmail))
        {
            state.AddUser(options.OwnerEmail!, options.OwnerPassword!, Role.Owner);
        }

        scheduler = new Scheduler(state);
        router = new ApiRouter(state, scheduler);
        Save();
        server = new HttpServer(options.Port, options, Handle);
        Uri = new Uri($"http://127.0.0.1:{server.Port}{(options.BasePath.Trim('/') is { Length: > 0 } basePath ? "/" + basePath : "")}");
        if (options.TickMilliseconds > 0)
        {
            // Set anew after each loop: two of them never run at once, however long one takes.
            ticking = options.Clock.CreateTimer(_ => Loop(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            ticking.Change(TickEvery, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Where it listens; with the base path, without /api.</summary>
    public Uri Uri { get; }

    /// <summary>The TCP port.</summary>
    public int Port => server.Port;

    /// <summary>Whether users must sign in.</summary>
    public bool RequiresAuthentication => state.AuthOn;

    /// <summary>How it was started. Changing these has no effect any more.</summary>
    public MageEmulatorOptions Options { get; }

    /// <summary>Switches that make it slow or faulty.</summary>
    public EmulatorFaults Faults { get; } = new();

    /// <summary>How many clients hold a connection.</summary>
    public int OpenConnections => server.Connections;

    /// <summary>The rows themselves, for tests that arrange what the API cannot.</summary>
    internal EmulatorState State => state;

    /// <summary>Whether it listens.</summary>
    public bool IsRunning => Volatile.Read(ref stopped) == 0;

    /// <summary>The requests so far in the order of their arrival; the newest twenty thousand.</summary>
    public IReadOnlyList<EmulatorRequest> Requests
    {
        get
        {
            lock (logGate)
            {
                return requests.ToArray();
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
        lock (logGate)
        {
            requests.Clear();
        }
    }

    /// <summary>Closes the port and all connections, and ends the scheduler.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref stopped, 1) != 0)
        {
            return;
        }

        ticking?.Dispose();
        server.Dispose();
        lock (state.Gate)
        {
            state.Changed = true;
            Save();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    /// <summary>Runs one loop of the scheduler now.</summary>
    public void Tick()
    {
        lock (state.Gate)
        {
            scheduler.Loop();
            Save();
        }
    }

    /// <summary>Starts or stops the scheduler, as its process control in Mage does.</summary>
    /// <param name="running">Whether it is to run.</param>
    public void SetSchedulerRunning(bool running)
    {
        lock (state.Gate)
        {
            state.Data.SchedulerWanted = running;
            state.SchedulerDied = false;
            state.Changed = true;
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
        if (!Enum.TryParse<Role>(role, ignoreCase: true, out var known))
        {
            throw new ArgumentException("The role is one of owner, admin, editor, viewer and none.", nameof(role));
        }

        lock (state.Gate)
        {
            var token = state.IssueToken(state.AddUser(email, password, known)).Token;
            Save();
            return token;
        }
    }

    /// <summary>Lets every token that was issued so far expire.</summary>
    public void ExpireTokens()
    {
        lock (state.Gate)
        {
            foreach (var token in state.Data.Tokens)
            {
                token.Expires = state.Now.AddSeconds(-1);
            }

            state.Changed = true;
            Save();
        }
    }

    /// <summary>How many there are of a kind of thing.</summary>
    /// <param name="kind">pipelines, schedules, backfills, pipeline_runs or block_runs.</param>
    /// <returns>The number.</returns>
    public int CountOf(string kind)
    {
        lock (state.Gate)
        {
            return kind switch
            {
                "pipelines" => state.Data.Pipelines.Count,
                "schedules" or "pipeline_schedules" => state.Data.Schedules.Count,
                "backfills" => state.Data.Backfills.Count,
                "pipeline_runs" => state.Data.Runs.Count,
                "block_runs" => state.Data.Runs.Values.Sum(r => r.BlockRuns.Count),
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
        lock (state.Gate)
        {
            var pipeline = state.FindPipeline(pipelineUuid) ?? throw new ArgumentException($"There is no pipeline {pipelineUuid}.", nameof(pipelineUuid));
            var schedule = scheduleId is null
                ? state.Data.Schedules.FirstOrDefault(s => s.PipelineUuid == pipelineUuid) ?? state.AddSchedule(new Schedule { Name = "seeded", PipelineUuid = pipelineUuid, Type = "api" })
                : state.FindSchedule(scheduleId) ?? throw new ArgumentException($"There is no trigger {scheduleId}.", nameof(scheduleId));
            var last = Stamps.Seconds((newest ?? Options.Now).UtcDateTime);
            var seeder = new RunSeeder(state, pipeline);
            var story = new RunStory { Status = status };
            for (var i = count - 1; i >= 0; i--)
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
            state.SchedulerDied = true;
        }

        if (IsRunning)
        {
            ticking!.Change(TickEvery, Timeout.InfiniteTimeSpan);
        }
    }

    private void Save()
    {
        if (file is not null && state.Changed)
        {
            file.Save(state.Data);
        }

        state.Changed = false;
    }

    /// <summary>Told of each request that was dealt with, before its reply is sent: for tests of what happens meanwhile.</summary>
    internal Action<EmulatorRequest>? Handled { get; set; }

    private async Task<HttpServer.Outcome> Handle(HttpRequest request, CancellationToken gone)
    {
        var outcome = await Deal(request, gone).ConfigureAwait(false);
        Handled?.Invoke(outcome.Entry);
        return outcome;
    }

    private async Task<HttpServer.Outcome> Deal(HttpRequest request, CancellationToken gone)
    {
        var entry = new EmulatorRequest(request.Method, request.Path, request.RawQuery, request.BodyText(), request.Headers, Options.Clock.GetUtcNow()).Masked;
        lock (logGate)
        {
            if (requests.Count == MostRequests)
            {
                requests.RemoveAt(0);
            }

            requests.Add(entry);
        }

        var fault = Faults.Take(request.Method, request.Path);
        var (pipeline, owns) = Options.ParallelWritesConflict ? ApiRouter.WriteTarget(request, Options.BasePath) : default;
        var conflict = pipeline is not null && !Enter(pipeline, owns);
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
                lock (metadataWrites)
                {
                    metadataWrites.Remove(pipeline);
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
        const string Full = "[Errno 28] No space left on device";
        lock (state.Gate)
        {
            if (request.Method == "PUT" && ApiRouter.IsFile(request, Options.BasePath))
            {
                state.LastFile = null;
                var reply = Answer(request, conflict);
                state.CutLastFile();
                Save();
                return reply.Status == 200 ? ApiRouter.Failure(Full) : reply;
            }

            if (request.Method is "PUT" or "POST" && ApiRouter.WriteTarget(request, Options.BasePath) is { Pipeline: { } uuid, OwnsMetadata: true } && state.FindPipeline(uuid) is { } pipeline)
            {
                // Files are written and moved, a new one is empty; what stands in the pipeline's own file, and in the database, stays.
                var before = PipelineRest.Of(state, pipeline);
                state.LastFile = null;
                var reply = Answer(request, conflict);
                before.Restore();
                if (request.Method == "POST")
                {
                    state.EmptyLastFile();
                }

                Save();
                return reply.Status == 200 && !ApiRouter.IsError(reply) ? ApiRouter.Failure(Full) : reply;
            }

            return request.Method == "GET" ? Answer(request, conflict) : ApiRouter.Failure("(sqlite3.OperationalError) database or disk is full");
        }
    }

    private static HttpReply Canned(EmulatorFault fault)
    {
        var reply = HttpReply.Text(fault.Code, fault.ContentType, fault.Body);
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
        lock (metadataWrites)
        {
            if (metadataWrites.Contains(pipeline))
            {
                return false;
            }

            if (owns)
            {
                metadataWrites.Add(pipeline);
            }

            return true;
        }
    }

    private HttpReply Answer(HttpRequest request, bool conflict)
    {
        lock (state.Gate)
        {
            scheduler.Advance();
            var reply = router.Answer(request, conflict);
            state.LastUserRequest = state.Now;
            Save();
            return reply;
        }
    }
}
