using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Operations.Watching;
using MageAI.Resources;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// A running command towards the client: waiting for it, telling of its requests and failures, and ending them in each of the three ways a
/// command can end (Ctrl+C, a command downstream that has enough, an exception).
/// </summary>
internal sealed class CommandScope : IDisposable
{
    private readonly PSCmdlet _cmdlet;
    private readonly CancellationTokenSource _stop = new();
    private bool _disposed;
    private bool _ends;
    private int _reported;

    public CommandScope(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        Cancellation = _stop.Token;
    }

    /// <summary>Set as soon as the command is to end.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Called when a failure ends the command, before it does.</summary>
    public Action? BeforeEnd { get; set; }

    /// <summary>Adds to a failure that ends the command what nobody would know then.</summary>
    public Func<MageException, MageException>? Ending { get; set; }

    /// <summary>Ctrl+C: ends the request under way.</summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command ended by itself in the same moment.
        }
    }

    /// <summary>The command is over, whoever ended it.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Waits for work of the client on the pipeline thread and tells of its requests.</summary>
    public T Await<T>(Func<MageCall, Task<T>> work)
    {
        MageCall call = new(Cancellation);
        try
        {
            // On a pool thread, so that no host's synchronization context can wait for us.
            return Task.Run(() => work(call)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            Tell(call);
        }
    }

    /// <inheritdoc cref="Await{T}"/>
    public void Await(Func<MageCall, Task> work) => Await(async call =>
    {
        await work(call).ConfigureAwait(false);
        return true;
    });

    /// <summary>Hands on the rows of a list as its pages arrive, and tells of its requests as they end.</summary>
    /// <param name="open">Gives the list.</param>
    /// <param name="skip">Rows to leave out at the start.</param>
    /// <param name="first">Rows to give at most; null for all.</param>
    /// <param name="counted">Told how many rows there are, where the server says so, before the first of them.</param>
    public IEnumerable<T> Stream<T>(Func<MageCall, Listing<T>> open, long skip = 0, long? first = null, Action<int?>? counted = null)
    {
        MageCall call = new(Cancellation);
        using Cursor<T> rows = open(call).Open(skip, first, Cancellation);
        while (rows.Advance() || Fetch(rows, call))
        {
            counted?.Invoke(rows.Count);
            counted = null;
            yield return rows.Current;
        }

        counted?.Invoke(rows.Count);
    }

    /// <summary>Writes what a call has to tell. On the pipeline thread only.</summary>
    public void Tell(MageCall call)
    {
        if (Cancellation.IsCancellationRequested)
        {
            return;
        }

        while (call.Log.TryDequeue(out RequestLogEntry? entry))
        {
            _cmdlet.WriteVerbose(entry.ToString());
        }

        while (call.Warnings.TryDequeue(out string? warning))
        {
            _cmdlet.WriteWarning(warning);
        }
    }

    /// <summary>Does work for one item: a failure of it is reported and the next item has its turn.</summary>
    /// <returns>Whether it went well.</returns>
    public bool Attempt(object? target, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (MageException failure)
        {
            Report(failure, target);
            return false;
        }
    }

    /// <summary>Reports a failure: as the end of the command where nothing further can succeed, else as one item's error.</summary>
    public void Report(MageException failure, object? target = null)
    {
        if (failure.Traceback is not null)
        {
            _cmdlet.WriteDebug(failure.Traceback);
        }

        if (ErrorRecords.EndsTheCommand(failure.ErrorId) && !_ends)
        {
            // What is under way is waited for, and what becomes of it is told, before nothing can be told any more.
            _ends = true;
            BeforeEnd?.Invoke();
            _cmdlet.ThrowTerminatingError(ErrorRecords.From(Ending?.Invoke(failure) ?? failure, target));
        }

        _reported++;
        _cmdlet.WriteError(ErrorRecords.From(failure, target));
    }

    /// <summary>Tells of blocks that were named and that a run has not.</summary>
    public void ReportMissing(MagePipelineRun run, BlockChoice choice) => Array.ForEach(choice.Missing(run.BlockRuns), block => Report(RunErrors.BlockNotRun(block, run)));

    /// <summary>How many things were reported since this was asked for the last time.</summary>
    public int TakeReported()
    {
        int reported = _reported;
        _reported = 0;
        return reported;
    }

    /// <summary>Puts into a run that failed or was cancelled what it does not say itself of why; that it cannot be read is no failure of the command.</summary>
    public void LearnFailure(MageSession? session, MagePipelineRun run)
    {
        if (session is not null && Await(call => RunFailure.LearnAsync(session, run, call)) is string unread)
        {
            _cmdlet.WriteVerbose($"Why {run.Words} {(run.Status == RunStatus.Cancelled ? "was cancelled" : "failed")} cannot be read: {unread}");
        }
    }

    /// <summary>Reads the text of a local file that a parameter names.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.FileNotFound"/>; <see cref="MageErrorId.FileUnreadable"/> when it cannot be read, or is no text.</exception>
    public string ReadText(string path)
    {
        try
        {
            return FileText.Read(LocalPath.Of(_cmdlet.SessionState.Path, path, MageErrorId.FileNotFound, "nothing was sent"), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException or NotSupportedException or RuntimeException or ArgumentException)
        {
            throw new MageException(e is FileNotFoundException or DirectoryNotFoundException ? MageErrorId.FileNotFound : MageErrorId.FileUnreadable, $"The file '{path}' cannot be read: {Wording.Sentence(e.Message)} Nothing was sent.", e)
            {
                Target = path,
                RecommendedAction = "Check the path and its permissions.",
            };
        }
    }

    /// <summary>Ends the command with a failure.</summary>
    /// <returns>Never; so that a caller can say <c>throw</c>.</returns>
    public MageException Terminate(MageException failure)
    {
        _cmdlet.ThrowTerminatingError(ErrorRecords.From(failure));
        return failure;
    }

    private bool Fetch<T>(Cursor<T> rows, MageCall call)
    {
        try
        {
            return Task.Run(rows.FetchAsync).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            Tell(call);
        }
    }
}
