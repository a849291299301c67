using System;
using System.Collections;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using System.Threading;
using MageAI.Emulation;
using Xunit;

namespace MageAI.Tests.Hosting;

/// <summary>
/// A PowerShell engine with the staged module in it and, unless told otherwise, a session with an emulator of its own:
/// the front door every cmdlet is tested through.
/// </summary>
internal sealed partial class MageHost : IDisposable
{
    /// <summary>No test's script takes so long: one that does waits for what never comes, and would wait for ever.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly UsedRunspace _used;
    private readonly ListeningHost? _listening;

    private MageHost(MageEmulator? emulator, ListeningHost? listening = null)
    {
        Emulator = emulator!;
        _listening = listening;
        _used = listening is null ? UsedRunspace.Take() : UsedRunspace.For(listening);
    }

    public MageEmulator Emulator { get; }

    /// <summary>Who takes it may do anything with it, so nobody else gets it afterwards.</summary>
    public Runspace Runspace => _used.Spoil();

    /// <summary>What <c>$Error</c> has.</summary>
    public ArrayList Remembered => (ArrayList)_used.Runspace.SessionStateProxy.GetVariable("Error");

    /// <summary>The time of the emulator, and of each session that it was piped to.</summary>
    public EagerClock Clock => (EagerClock)Emulator.Options.Clock;

    /// <summary>Its scheduler looks often and its blocks are short; and no pause takes any time, neither its own nor a client's.</summary>
    private static MageEmulatorOptions Brisk => new() { TickMilliseconds = 20, BlockDuration = TimeSpan.FromMilliseconds(20), Clock = new EagerClock() };

    /// <summary>With an emulator, connected to it.</summary>
    public static MageHost Connected(MageEmulatorOptions? options = null)
    {
        MageHost host = new(MageEmulator.Start(options ?? Brisk));
        host.Run("$emulator | Connect-Mage -RetryCount 1").ThrowOnError();
        return host;
    }

    /// <summary>With an emulator, connected to it, and with ears for what a host is told to show.</summary>
    public static MageHost Listening()
    {
        MageHost host = new(MageEmulator.Start(Brisk), new ListeningHost());
        host.Run("$emulator | Connect-Mage -RetryCount 1").ThrowOnError();
        return host;
    }

    /// <summary>Runs a script that must write nothing.</summary>
    /// <returns>What was shown: what would be done, and to what, of each thing.</returns>
    public string[] WhatIf(string script)
    {
        _listening!.Take();
        RunResult result = Run(script).ThrowOnError();
        Assert.Empty(result.Writes);
        Assert.Empty(result.Output);
        return [.. _listening.Take().Select(line => WhatIfLine().Match(line)).Where(match => match.Success).Select(match => $"{match.Groups[1]} | {match.Groups[2]}")];
    }

    /// <summary>What a host was told to show by a script that must write nothing to the server.</summary>
    public string[] Shown(string script)
    {
        _listening!.Take();
        Assert.Empty(Run(script).Writes);
        return [.. _listening.Take().Where(line => line.Length > 0)];
    }

    [GeneratedRegex("^What if: Performing the operation \"(.*)\" on target \"(.*) on http://[^ ]*\"\\.$")]
    private static partial Regex WhatIfLine();

    /// <summary>With an emulator that asks for a sign-in, connected as a user of the role.</summary>
    public static MageHost ConnectedAs(string role)
    {
        MageEmulatorOptions options = Brisk;
        (options.OwnerEmail, options.OwnerPassword) = ("owner@example.com", "owner-password");
        if (role != "owner")
        {
            // Who signs in by an address has the time of everybody.
            options.Clock = TimeProvider.System;
        }

        MageHost host = new(MageEmulator.Start(options));
        if (role == "owner")
        {
            host.Run("$emulator | Connect-Mage -RetryCount 1").ThrowOnError();
        }
        else
        {
            string token = host.Emulator.AddUser(role + "@example.com", role + "-password", role);
            host.Run("Connect-Mage $emulator.Uri -Token $token -RetryCount 1", ("token", token)).ThrowOnError();
        }

        return host;
    }

    /// <summary>Lets the emulator's scheduler look, a moment later than it did before: what takes no time is over then.</summary>
    public void Tick()
    {
        (Emulator.Options.Clock as EagerClock)?.Advance(TimeSpan.FromMilliseconds(1));
        Emulator.Tick();
    }

    /// <summary>With an emulator, not connected.</summary>
    public static MageHost Unconnected(MageEmulatorOptions? options = null) => new(MageEmulator.Start(options ?? new MageEmulatorOptions { TickMilliseconds = 0 }));

    /// <summary>Without any server.</summary>
    public static MageHost WithoutServer() => new(null);

    /// <summary>
    /// Runs a script. <c>$emulator</c> is the emulator. The result holds what came out of every stream and the requests the
    /// emulator got meanwhile. A script that does not end is stopped. An error that help does not tell to expect fails the test.
    /// </summary>
    /// <exception cref="TimeoutException">The script was stopped.</exception>
    public RunResult Run(string script, params (string Name, object? Value)[] variables)
    {
        using PowerShell shell = PowerShell.Create(_used.Runspace);
        return Run(shell, script, variables);
    }

    public RunResult Run(PowerShell shell, string script, params (string Name, object? Value)[] variables)
    {
        Emulator?.ClearRequests();
        _used.Note(script);
        SessionStateProxy state = _used.Runspace.SessionStateProxy;
        state.SetVariable("emulator", Emulator);
        foreach ((string name, object? value) in variables)
        {
            state.SetVariable(name, value);
        }

        shell.AddScript(script);
        PSDataCollection<PSObject> output = [];
        RuntimeException? terminating = null;
        bool stuck = false;
        using (new Timer(
            _ =>
            {
                stuck = true;
                try
                {
                    shell.Stop();
                }
                catch (Exception e) when (e is ObjectDisposedException or NullReferenceException)
                {
                    // So the engine says that the script ended meanwhile.
                }
            },
            null,
            s_patience,
            Timeout.InfiniteTimeSpan))
        {
            try
            {
                shell.Invoke(null, output);
            }
            catch (RuntimeException e)
            {
                terminating = e;
            }
        }

        if (stuck)
        {
            _used.Spoil();
            throw new TimeoutException($"Stopped after {s_patience}: {script}");
        }

        Assert.Empty(ErrorPages.Untold([.. shell.Streams.Error, terminating, .. state.GetVariable("Error") as ArrayList ?? []]));
        return new RunResult(
            new Collection<PSObject>(output.ToList()),
            [.. shell.Streams.Error],
            terminating,
            [.. shell.Streams.Warning.Select(record => record.Message)],
            [.. shell.Streams.Verbose.Select(record => record.Message)],
            [.. shell.Streams.Debug.Select(record => record.Message)],
            [.. shell.Streams.Information.Select(record => record.ToString())],
            [.. Emulator?.Requests.Select(request => request.WithSecrets()) ?? []]);
    }

    public void Dispose()
    {
        _used.Dispose();
        Emulator?.Dispose();
    }

    /// <summary>Waits for something that is sure to happen; for a minute at most, since the machine may be busy.</summary>
    public static void Eventually(Func<bool> condition, string what)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(1);)
        {
            if (condition())
            {
                return;
            }

            Thread.Sleep(2);
        }

        throw new TimeoutException($"It never came true that {what}.");
    }
}
