using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;
using MageAI.Operations;
using MageAI.Tests.Hosting;
using MageAI.Transport;

namespace MageAI.Tests.Secrets;

/// <summary>An emulator full of secrets, a session with it, and the variables that scripts use.</summary>
internal sealed class CanaryWorld : IDisposable
{
    public const string Inner = "Cnry4-inner-token-xyz";

    private const string Owner = "owner@example.com";

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly EagerClock _clock = new();
    private readonly Task _impatience = Task.CompletedTask;
    private volatile bool _done;

    public CanaryWorld(Ending ending)
    {
        Emulator = MageEmulator.Start(new MageEmulatorOptions
        {
            // Where half a minute passes with each request, the scheduler need not look at every moment of it.
            TickMilliseconds = ending.Hangs ? (int)s_timeout.TotalMilliseconds : 20,
            OwnerEmail = Owner,
            OwnerPassword = Canaries.Password,
            ApiKey = Canaries.ApiKey,
            BlockDuration = TimeSpan.FromMilliseconds(20),
            Sample = true,
            Clock = _clock,
        });
        EmulatorState state = Emulator.State;
        lock (state.Gate)
        {
            foreach (Schedule schedule in state.Data.Schedules)
            {
                schedule.Token = Canaries.Trigger;
            }

            Schedule api = state.Data.Schedules.First(schedule => schedule.Type == "api");
            (ScheduleId, PipelineUuid) = (api.Id, api.PipelineUuid);
            BlockUuid = state.Pipeline(PipelineUuid).Blocks[0].Uuid;
            RunId = state.Data.Runs.Values.First(run => run.PipelineUuid == PipelineUuid).Id;
            BackfillId = Backfill(state, null).Id;
            StartedId = Backfill(state, api.Id).Id;
            User user = ending.AsViewer ? state.AddUser("viewer@example.com", Canaries.Password, Role.Viewer) : state.Data.Users[0];
            AccessToken token = state.IssueToken(user);
            token.Token = Inner;
            token.Expires = state.Now.AddDays(30);
            Jwt = MageAI.Emulation.Wire.Jwt.Encode(Inner, token.Expires);
        }

        Canaries.Add("inner token", Inner);
        Canaries.Add("whole token", Jwt);
        Session = Connect(ending);
        lock (state.Gate)
        {
            foreach (AccessToken token in state.Data.Tokens)
            {
                Canaries.Add("inner token", token.Token);
                Canaries.Add("whole token", MageAI.Emulation.Wire.Jwt.Encode(token.Token, token.Expires));
            }
        }

        Variables = [.. Bind(ending)];
        ending.Arrange(this);
        if (ending.Hangs)
        {
            int seen = Emulator.Requests.Count;
            _impatience = Task.Run(() => GiveUpWhatHangs(seen));
        }
    }

    public Canaries Canaries { get; } = new();

    public MageEmulator Emulator { get; }

    public MageSession Session { get; }

    public string Jwt { get; }

    public IReadOnlyList<(string Name, object? Value)> Variables { get; }

    private int ScheduleId { get; }

    private string PipelineUuid { get; }

    private string BlockUuid { get; }

    private int RunId { get; }

    private int BackfillId { get; }

    private int StartedId { get; }

    public void ForgetUsers()
    {
        lock (Emulator.State.Gate)
        {
            Emulator.State.Data.Tokens.Clear();
            Emulator.State.Data.Users.Clear();
            foreach (Schedule schedule in Emulator.State.Data.Schedules)
            {
                schedule.Token = "another";
            }
        }
    }

    public void Dispose()
    {
        _done = true;
        _impatience.GetAwaiter().GetResult();
        Session.Dispose();
        Emulator.Dispose();
        _folder.Dispose();
    }

    /// <summary>Lets the time of each request that arrived run out.</summary>
    private void GiveUpWhatHangs(int seen)
    {
        while (!_done)
        {
            int now = Emulator.Requests.Count;
            if (now != seen)
            {
                _clock.Advance(s_timeout);
            }

            seen = now;
            Thread.Sleep(1);
        }
    }

    private Backfill Backfill(EmulatorState state, int? schedule) => state.AddBackfill(new Backfill
    {
        Name = "canary",
        PipelineUuid = PipelineUuid,
        ScheduleId = schedule,
        Status = schedule is null ? null : "running",
        StartDatetime = Stamps.Parse("2026-01-01"),
        EndDatetime = Stamps.Parse("2026-01-02"),
        IntervalType = "day",
        IntervalUnits = 1,
    });

    private MageSession Connect(Ending ending) => Task.Run(() => MageSession.ConnectAsync(
        new ConnectionSettings
        {
            Uri = ConnectionSettings.Normalize(Emulator.Uri.ToString()),
            UserName = Owner,
            Password = Secret.Protect(Canaries.Password),
            Token = ending.WithoutNames ? null : Secret.Protect(Jwt),
            ApiKey = Secret.Protect(Canaries.ApiKey),
            ApiKeyIn = ending.AsCookie ? KeyPlacement.Parameter : KeyPlacement.Header,
            TokenIn = ending.AsCookie ? TokenPlacement.Cookie : TokenPlacement.Header,
            Timeout = s_timeout,
            RetryCount = 0,
            Clock = _clock,
        },
        new MageCall())).GetAwaiter().GetResult();

    private IEnumerable<(string, object?)> Bind(Ending ending)
    {
        bool known = !ending.WithoutNames;
        Hashtable loud = new() { ["Verbose"] = true, ["Debug"] = true, ["ErrorAction"] = "Continue" };
        yield return ("loud", loud);
        yield return ("at", new Hashtable(loud) { ["Session"] = Session });
        yield return ("session", Session);
        yield return ("uri", Emulator.Uri.ToString());
        yield return ("credential", new PSCredential(known ? Owner : "nobody", Secret.Protect(Canaries.Password)));
        yield return ("key", Canaries.ApiKey);
        yield return ("jwt", Jwt);
        yield return ("inner", Inner);
        yield return ("trigger", Canaries.Trigger);
        yield return ("connection", new Hashtable { ["Uri"] = Emulator.Uri.ToString(), ["UserName"] = Owner, ["Password"] = Canaries.Password, ["ApiKey"] = Canaries.ApiKey });
        yield return ("everything", new Hashtable { ["Uri"] = Emulator.Uri.ToString(), ["UserName"] = Owner, ["Password"] = Canaries.Password, ["Token"] = Jwt, ["ApiKey"] = Canaries.ApiKey });
        yield return ("secretQuery", new Hashtable { ["api_key"] = Canaries.ApiKey, ["token"] = Inner });
        yield return ("existing", known ? "pipelines/" + PipelineUuid : "pipelines/no_such_pipeline");
        yield return ("secretBody", new Hashtable { ["pipeline"] = new Hashtable { ["description"] = "x" }, ["password"] = Canaries.Password });
        yield return ("pipeline", known ? PipelineUuid : "no_such_pipeline");
        yield return ("block", known ? BlockUuid : "no_such_block");
        yield return ("schedule", known ? ScheduleId : 9999);
        yield return ("run", known ? RunId : 9999);
        yield return ("backfill", known ? BackfillId : 9999);
        yield return ("started", known ? StartedId : 9999);
        yield return ("fresh", "canary_fresh");
        yield return ("report", System.IO.Path.Combine(_folder.Path, "report.html"));
    }
}
