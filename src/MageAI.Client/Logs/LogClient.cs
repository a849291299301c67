using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Resources;
using MageAI.Transport;

namespace MageAI.Logs;

/// <summary>
/// Reads log files. Mage sends at most twenty of each kind and says only by a count that it left some out, so the files of a run
/// with more blocks are asked for by block runs, in groups (by experiment on 0.9.79).
/// </summary>
internal sealed class LogClient(MageSession session) : ResourceClient(session)
{
    /// <summary>As many files as one reply holds.</summary>
    private const int Group = 20;

    /// <summary>Block files beside the scheduler's own; with so many Mage still sends those (recorded).</summary>
    private const int Few = 5;

    /// <summary>Code that is run by hand in Mage's editor logs here, and is no part of any run.</summary>
    private const string EditorFolder = "/.logs/edit_pipeline/";

    /// <summary>The files of a run: the scheduler's, and those of its blocks.</summary>
    /// <param name="pipeline">The run's pipeline.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="known">How many block runs it has, as far as known.</param>
    /// <param name="blockRuns">The block runs whose files are wanted where one reply cannot hold all.</param>
    /// <param name="call">The caller.</param>
    public async Task<List<LogFile>> ReadAsync(string pipeline, int run, int known, IReadOnlyCollection<int> blockRuns, MageCall call)
    {
        // Of many blocks the first reply brings only some, and they come again with their group: a few do, beside the scheduler's files.
        int? limit = known > Group ? Few : null;
        (List<LogFile> files, int blocks) = await PageAsync(pipeline, "pipeline_run_id[]", [run], limit, call).ConfigureAwait(false);
        if (blocks <= files.Count(file => file.OfBlock))
        {
            return files;
        }

        files.RemoveAll(file => file.OfBlock);
        files.AddRange(await ReadBlocksAsync(pipeline, blockRuns, call).ConfigureAwait(false));
        return files;
    }

    /// <summary>The scheduler's files of a run alone.</summary>
    public async Task<List<LogFile>> ReadSchedulerAsync(string pipeline, int run, MageCall call) =>
        (await PageAsync(pipeline, "pipeline_run_id[]", [run], Few, call).ConfigureAwait(false)).Files.FindAll(file => !file.OfBlock);

    /// <summary>The files of some block runs.</summary>
    public async Task<List<LogFile>> ReadBlocksAsync(string pipeline, IReadOnlyCollection<int> blockRuns, MageCall call)
    {
        List<LogFile> files = [];
        for (int at = 0; at < blockRuns.Count; at += Group)
        {
            files.AddRange((await PageAsync(pipeline, "block_run_id[]", blockRuns.Skip(at).Take(Group), null, call).ConfigureAwait(false)).Files);
        }

        return files;
    }

    private async Task<(List<LogFile> Files, int Blocks)> PageAsync(string pipeline, string filter, IEnumerable<int> ids, int? limit, MageCall call)
    {
        // Joined: of a repeated parameter Mage reads the first.
        MageRequest request = Get(Subject.ForPipeline(pipeline), "pipelines", pipeline, "logs").With(filter, string.Join(",", ids.Select(Text)));
        if (limit is int most)
        {
            request.With("_limit", Text(most));
        }

        MageReply reply = await SendAsync(request, call).ConfigureAwait(false);
        (_, object? value, _, _) = Envelope.Any(reply, Session);
        reply.Release();
        List<LogFile> files = [];
        int blocks = 0;
        IReadOnlyList<Spelling> secrets = Redactor.AllSpellings(Session.Transport.Secrets(), Redactor.ShortestInOutput);
        foreach (Dictionary<string, object?> logs in (value as List<object?> ?? []).OfType<Dictionary<string, object?>>())
        {
            files.AddRange(Files(logs, "pipeline_run_logs", ofBlock: false, secrets));
            files.AddRange(Files(logs, "block_run_logs", ofBlock: true, secrets));
            blocks += logs.TryGetValue("total_block_run_log_count", out object? total) && total is int count ? count : 0;
        }

        return (files, blocks);
    }

    private static IEnumerable<LogFile> Files(Dictionary<string, object?> logs, string kind, bool ofBlock, IReadOnlyList<Spelling> secrets) =>
        from file in logs.TryGetValue(kind, out object? list) && list is List<object?> items ? items.OfType<Dictionary<string, object?>>() : []
        let path = Text(file, "path")
        where path.IndexOf(EditorFolder, StringComparison.Ordinal) < 0
        select new LogFile(Text(file, "name"), path, Redactor.Known(Text(file, "content"), secrets), ofBlock, Moment(file, "modified_timestamp"));

    private static DateTimeOffset? Moment(Dictionary<string, object?> file, string field) =>
        file.TryGetValue(field, out object? value) && value is double or int or long or decimal && Convert.ToDouble(value, CultureInfo.InvariantCulture) is > 0 and < 1e11 and double epoch
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(epoch * 1000))
            : null;

    private static string Text(Dictionary<string, object?> file, string field) => file.TryGetValue(field, out object? value) && value is string text ? text : string.Empty;
}
