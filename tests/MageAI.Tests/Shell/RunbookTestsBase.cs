using System;
using System.IO;
using System.Linq;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Tests.Cmdlets;
using MageAI.Tests.Hosting;

namespace MageAI.Tests.Shell;

/// <summary>The runbooks of examples/, as somebody copies them: what they write, that a second time writes no more, and how they fail.</summary>
public abstract class RunbookTestsBase : RunTestsBase
{
    private protected static readonly EmulatorFault s_refusal = EmulatorFault.Json("""{"error":{"code":500,"exception":"database is locked","message":"Traceback","errors":[]}}""");

    private protected RunbookTestsBase(MageEmulatorOptions? options = null)
        : base(options)
    {
    }

    private protected static string Script(string name) => Path.Combine(Repository.Root, "examples", name);

    /// <summary>Runs a runbook with its arguments; one that ends by exit gives its code as the last object.</summary>
    private protected RunResult Run(string runbook, string before = "")
    {
        string[] words = runbook.Split(' ', 2);
        string exits = words[0].StartsWith("run-and-wait", StringComparison.Ordinal) && !runbook.Contains("-WhatIf", StringComparison.Ordinal) ? "; $LASTEXITCODE" : "";
        return _host.Run($"{before}; & $script {words.ElementAtOrDefault(1)}{exits}", ("script", Script(words[0])));
    }

    /// <summary>Run 1 was repaired by run 5, run 2 failed again as run 6, run 3 failed once, run 4 was cancelled. Their block works by now.</summary>
    private protected void SixRunsOfWhichTwoFailuresAreOpen()
    {
        Failed("etl", "x = 1", 6);
        Arrange(run => run.ExecutionDate = _host.Emulator.State.Data.Runs[1].ExecutionDate, 5);
        Arrange(run => run.ExecutionDate = _host.Emulator.State.Data.Runs[2].ExecutionDate, 6);
        Arrange(run => run.Status = "completed", 5);
        Arrange(run => run.Status = "cancelled", 4);
    }

    private protected void Failed(string pipeline, string code, int count = 1)
    {
        Pipeline(_host, pipeline, code);
        _host.Emulator.SeedRuns(pipeline, count, "failed");
    }

    private protected string StatusOfRun(int id)
    {
        lock (_host.Emulator.State.Gate)
        {
            return _host.Emulator.State.Data.Runs[id].Status;
        }
    }

    private protected void Arrange(Action<PipelineRun> change, params int[] ids)
    {
        lock (_host.Emulator.State.Gate)
        {
            Array.ForEach(ids, id => change(_host.Emulator.State.Data.Runs[id]));
        }
    }
}
