using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Resources;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// What every cmdlet of the module shares: waiting for the client, telling of its requests, and ending them in each of the three
/// ways a command can end (Ctrl+C, a command downstream that has enough, an exception).
/// </summary>
public abstract class MageCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private bool _disposed;

    /// <summary>Made for each cmdlet class.</summary>
    private protected MageCmdlet() => Cancellation = _stop.Token;

    /// <summary>Set as soon as the command is to end.</summary>
    private protected CancellationToken Cancellation { get; }

    /// <summary>Ctrl+C: ends the request under way.</summary>
    protected override void StopProcessing()
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

    /// <summary>The one call PowerShell makes when a command downstream has enough.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the request under way.</summary>
    /// <param name="disposing">Whether this is a call of <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Waits for work of the client on the pipeline thread and tells of its requests.</summary>
    private protected T Await<T>(Func<MageCall, Task<T>> work)
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

    private protected void Await(Func<MageCall, Task> work) => Await(async call =>
    {
        await work(call).ConfigureAwait(false);
        return true;
    });

    /// <summary>Hands on the rows of a list as its pages arrive, and tells of its requests as they end.</summary>
    /// <param name="open">Gives the list.</param>
    /// <param name="skip">Rows to leave out at the start.</param>
    /// <param name="first">Rows to give at most; null for all.</param>
    /// <param name="counted">Told how many rows there are, where the server says so, before the first of them.</param>
    private protected IEnumerable<T> Stream<T>(Func<MageCall, Listing<T>> open, long skip = 0, long? first = null, Action<int?>? counted = null)
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

    private bool Fetch<T>(Cursor<T> rows, MageCall call)
    {
        try
        {
            // On a pool thread, so that no host's synchronization context can wait for us.
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

    /// <summary>Writes what a call has to tell. On the pipeline thread only.</summary>
    private protected void Tell(MageCall call)
    {
        if (Cancellation.IsCancellationRequested)
        {
            return;
        }

        while (call.Log.TryDequeue(out RequestLogEntry? entry))
        {
            WriteVerbose(entry.ToString());
        }

        while (call.Warnings.TryDequeue(out string? warning))
        {
            WriteWarning(warning);
        }
    }

    /// <summary>Does work for one item: a failure of it is reported and the next item has its turn.</summary>
    /// <returns>Whether it went well.</returns>
    private protected bool Attempt(object? target, Action work)
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
    private protected void Report(MageException failure, object? target = null)
    {
        if (failure.Traceback is not null)
        {
            WriteDebug(failure.Traceback);
        }

        ErrorRecord record = ErrorRecords.From(failure, target);
        if (ErrorRecords.EndsTheCommand(failure.ErrorId))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>Reads the text of a local file that a parameter names.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInput"/> when it cannot be read, or is no text.</exception>
    private protected string ReadText(string path)
    {
        try
        {
            return FileText.Read(GetUnresolvedProviderPathFromPSPath(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException or NotSupportedException)
        {
            throw new MageException(MageErrorId.InvalidInput, $"The file '{path}' cannot be read: {e.Message} Nothing was sent.", e)
            {
                Target = path,
                RecommendedAction = "Check the path and its permissions.",
            };
        }
    }

    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
