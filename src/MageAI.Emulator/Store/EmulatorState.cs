using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Store;

/// <summary>The state of one emulator. Everything here is read and changed under <see cref="Gate"/>, one call at a time, as in Mage's single process.</summary>
internal sealed class EmulatorState(MageEmulatorOptions options)
{
    public const string RepoPath = "/home/src/emulator";
    public const string RepoName = "emulator";
    public const string VariablesDir = "/root/.mage_data/emulator";
    public const string RecordNotFound = "Record not found.";

    public object Gate { get; } = new();

    public MageEmulatorOptions Options => options;

    public EmulatorData Data { get; set; } = new();

    public bool AuthOn => options.OwnerEmail is { Length: > 0 } && options.OwnerPassword is { Length: > 0 };

    public bool Offsets => options.PostgresTimestamps;

    /// <summary>Whether the last scheduler loop failed because of a key that it does not know.</summary>
    public bool SchedulerDied { get; set; }

    public int SchedulerProcess { get; set; } = 42;

    public bool SchedulerRunning => Data.SchedulerWanted && !SchedulerDied;

    public bool KernelAlive { get; set; } = true;

    public DateTime? LastUserRequest { get; set; }

    /// <summary>Mage changes one shared text at each refused sign-in and gives it with every "not found" after that.</summary>
    public string NotFoundMessage { get; private set; } = RecordNotFound;

    /// <summary>The project file that was written last.</summary>
    public string? LastFile { get; set; }

    /// <summary>Set by whatever changes something worth saving.</summary>
    public bool Changed { get; set; }

    public ApiException NotFound() => new(404, "record_not_found", options.StickyNotFoundMessage ? NotFoundMessage : RecordNotFound);

    public ApiException SignInRefused(string message)
    {
        NotFoundMessage = message;
        return new ApiException(404, "record_not_found", message);
    }

    /// <summary>What remains in the shared text after a sign-in that worked.</summary>
    public void SignInAttempted() => NotFoundMessage = "Email/username and/or password invalid.";

    public DateTime Now => Stamps.Cut(options.Now.UtcDateTime);

    /// <summary>A time for a file: no two are written in the same moment, even where time stands still.</summary>
    public DateTime FileNow()
    {
        DateTime now = Now;
        return _lastWritten = now > _lastWritten ? now : _lastWritten.AddTicks(10);
    }

    /// <summary>A value for created_at or updated_at: SQLite's own clock has whole seconds.</summary>
    public DateTime RowNow() => Row(Now);

    public DateTime Row(DateTime at) => Offsets ? at : Stamps.Seconds(at);

    public Pipeline? FindPipeline(string uuid) => Data.Pipelines.FirstOrDefault(p => p.Uuid == uuid);

    public Pipeline Pipeline(string uuid) => FindPipeline(uuid) ?? throw new PythonException($"Pipeline {uuid} does not exist.");

    public Schedule? FindSchedule(int? id) => id is null ? null : Data.Schedules.FirstOrDefault(s => s.Id == id);

    public PipelineRun? FindRun(int id) => Data.Runs.TryGetValue(id, out PipelineRun run) ? run : null;

    public Backfill? FindBackfill(int id) => Data.Backfills.Find(b => b.Id == id);

    // SQLite gives the id of a deleted newest row to the next one.
    public int NextScheduleId() => Data.Schedules.Count == 0 ? 1 : Data.Schedules.Max(s => s.Id) + 1;

    public int NextRunId() => Data.Runs.Count == 0 ? 1 : LastRunId() + 1;

    public string Content(Block block, Pipeline? pipeline = null)
    {
        if (block.ReplicatedBlock is { } original && (pipeline ?? Data.Pipelines.FirstOrDefault(p => p.Blocks.Contains(block)))?.Find(original) is { } source)
        {
            return Content(source, pipeline);
        }

        return Data.Files.TryGetValue(block.FilePath, out ProjectFile file) ? file.Content : "";
    }

    /// <summary>A log file of a run's folder. As in Mage, even looking for it makes it.</summary>
    public LogFile LogOf(PipelineRun run, string name) => LogOf(run.PipelineUuid, run, name);

    /// <summary>The log file that a block run writes to.</summary>
    public LogFile LogOf(PipelineRun run, BlockRun block) => LogOf(block.KeptUnder ?? run.PipelineUuid, run, LogName(block));

    private LogFile LogOf(string pipeline, PipelineRun run, string name)
    {
        string path = $"{pipeline}/{run.Partition}/{name}";
        if (!Data.Logs.TryGetValue(path, out LogFile file))
        {
            Data.Logs.Add(path, file = new LogFile { ModifiedAt = Now });
            Changed = true;
        }

        return file;
    }

    public static string LogName(BlockRun block) => block.BlockUuid.Replace(':', '_') + ".log";

    public void WriteFile(string path, string content)
    {
        Data.Files[path] = new ProjectFile { Content = content, ModifiedAt = FileNow() };
        LastFile = path;
    }

    /// <summary>What is left of the last file when the disk is full while it is written: its beginning.</summary>
    public void CutLastFile()
    {
        if (LastFile is not null && Data.Files.TryGetValue(LastFile, out ProjectFile file))
        {
            file.Content = file.Content.Substring(0, file.Content.Length / 2);
        }
    }

    /// <summary>What there is of a new file when the disk is full.</summary>
    public void EmptyLastFile()
    {
        if (LastFile is not null && Data.Files.TryGetValue(LastFile, out ProjectFile file))
        {
            file.Content = "";
        }
    }

    public void EnsureTag(string name)
    {
        if (Data.Tags.All(t => t.Name != name))
        {
            Data.Tags.Add(new Tag { Id = Data.Tags.Count == 0 ? 1 : Data.Tags.Max(t => t.Id) + 1, Name = name });
        }
    }

    public Schedule AddSchedule(Schedule schedule)
    {
        schedule.Id = NextScheduleId();
        schedule.CreatedAt = schedule.UpdatedAt = RowNow();
        schedule.Token ??= Guid.NewGuid().ToString("N");
        schedule.RepoPath ??= RepoPath;
        Data.Schedules.Add(schedule);
        Changed = true;
        return schedule;
    }

    public Backfill AddBackfill(Backfill backfill)
    {
        backfill.Id = Data.Backfills.Count == 0 ? 1 : Data.Backfills.Max(b => b.Id) + 1;
        backfill.CreatedAt = backfill.UpdatedAt = RowNow();
        Data.Backfills.Add(backfill);
        Changed = true;
        return backfill;
    }

    public PipelineRun AddRun(PipelineRun run)
    {
        run.Id = NextRunId();
        if (run.CreatedAt == default)
        {
            run.CreatedAt = run.UpdatedAt = RowNow();
        }

        Data.Runs[run.Id] = run;
        _lastRunId = run.Id;
        Changed = true;
        return run;
    }

    public void RemoveRun(PipelineRun run)
    {
        Data.Runs.Remove(run.Id);
        _lastRunId = null;
        Changed = true;
    }

    /// <summary>One block run for each block of the pipeline; scratchpads and the like do not run.</summary>
    public void AddBlockRuns(PipelineRun run, Pipeline pipeline)
    {
        // A streaming pipeline runs as a whole.
        foreach (Block block in pipeline.Type == "streaming" ? [] : pipeline.Blocks.Where(b => b.Type is not ("scratchpad" or "markdown" or "chart")))
        {
            DateTime now = RowNow();
            run.BlockRuns.Add(new BlockRun { Id = ++Data.LastBlockRunId, BlockUuid = block.Uuid, CreatedAt = now, UpdatedAt = now });
        }

        Changed = true;
    }

    public void CancelRun(PipelineRun run)
    {
        if (!run.InProgress)
        {
            return;
        }

        run.Status = "cancelled";
        run.UpdatedAt = RowNow();
        foreach (BlockRun block in run.BlockRuns.Where(b => b.Status is "initial" or "queued" or "running"))
        {
            block.Leave("cancelled", run.UpdatedAt);
        }

        Changed = true;
    }

    public IEnumerable<PipelineRun> RunsOf(Schedule schedule) => Data.Runs.Values.Where(r => r.ScheduleId == schedule.Id);

    public User AddUser(string email, string password, Role role)
    {
        User user = new User
        {
            Id = Data.Users.Count == 0 ? 1 : Data.Users.Max(u => u.Id) + 1,
            Email = email,
            Username = email.Split('@')[0],
            Password = password,
            Role = role,
            CreatedAt = RowNow(),
        };
        Data.Users.Add(user);
        Changed = true;
        return user;
    }

    public AccessToken IssueToken(User user)
    {
        AccessToken token = new AccessToken { Token = Jwt.NewToken(), UserId = user.Id, Expires = Now.AddDays(30) };
        Data.Tokens.Add(token);
        Changed = true;
        return token;
    }

    private int? _lastRunId;
    private DateTime _lastWritten;

    private int LastRunId() => _lastRunId ??= Data.Runs.Keys.Last();
}
