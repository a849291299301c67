using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>
/// A server that answers as Mage does but costs next to nothing: pages of runs are copied from a template with the ids
/// written over it, so that the client is what is measured. Listens on 127.0.0.1 in a process of its own.
/// </summary>
internal sealed class PageServer : IDisposable
{
    private static readonly byte[] s_template = Encoding.ASCII.GetBytes(
        """
        {"backfill_id": null, "completed_at": "2026-11-23 17:16:44.125709", "created_at": "2026-11-23 17:16:33", "event_variables": null, "execution_date": "2026-11-23 17:16:33.571656", "executor_type": "local_python", "id": 1RUNRUN1, "metrics": null, "passed_sla": false, "pipeline_schedule_id": 1, "pipeline_uuid": "orders_hourly", "started_at": "2026-11-23 17:16:35.819311", "status": "completed", "updated_at": "2026-11-23 17:16:44", "variables": {"who": "resource", "execution_partition": "1/20261123T171633_571656"}, "block_runs": [{"id": 1BLK0001, "created_at": "2026-11-23 17:16:35", "updated_at": "2026-11-23 17:16:35", "pipeline_run_id": 1RUNRUN1, "block_uuid": "load_orders", "status": "completed", "started_at": "2026-11-23 17:16:35.896708", "completed_at": "2026-11-23 17:16:35.941301", "metrics": {}}, {"id": 1BLK0001, "created_at": "2026-11-23 17:16:35", "updated_at": "2026-11-23 17:16:39", "pipeline_run_id": 1RUNRUN1, "block_uuid": "store_orders", "status": "completed", "started_at": "2026-11-23 17:16:39.035395", "completed_at": "2026-11-23 17:16:39.083437", "metrics": {}}], "block_runs_count": 2, "completed_block_runs_count": 2, "pipeline_schedule_name": "every hour", "pipeline_schedule_token": "ead063cdbe8649f280d1e1fb03daee28", "pipeline_schedule_type": "api", "pipeline_tags": null, "pipeline_type": null, "repo_path": "/home/src/demo"}
        """);

    private static readonly int[] s_runIds = Find("1RUNRUN1");
    private static readonly int[] s_blockIds = Find("1BLK0001");

    private static readonly Lazy<byte[]> s_log = new(Log);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _runs;
    private readonly TimeSpan _latency;
    private int _requests;

    private PageServer(int runs, TimeSpan latency)
    {
        _runs = runs;
        _latency = latency;
        _listener.Start();
    }

    public static int ItemLength => s_template.Length;

    /// <summary>How many blocks the run has whose log is asked for.</summary>
    public static int LogBlocks => 25;

    /// <summary>How many records the log of each of them has.</summary>
    public static int LogRecords => 2000;

    /// <summary>Serves until the standard input ends, which it does when the parent process does.</summary>
    public static async Task ServeAsync(int runs, int latencyMilliseconds)
    {
        using PageServer server = new(runs, TimeSpan.FromMilliseconds(latencyMilliseconds));
        Console.WriteLine(((IPEndPoint)server._listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
        _ = Task.Run(server.AcceptAsync);
        await Console.In.ReadToEndAsync();
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return;
            }

            socket.NoDelay = true;
            _ = Task.Run(() => TalkAsync(socket));
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        try
        {
            using NetworkStream stream = new(socket, ownsSocket: true);
            byte[] buffer = new byte[64 * 1024];
            int filled = 0;
            while (true)
            {
                int end;
                while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
                {
                    int read = await stream.ReadAsync(buffer.AsMemory(filled));
                    if (read == 0)
                    {
                        return;
                    }

                    filled += read;
                }

                string head = Encoding.ASCII.GetString(buffer, 0, end);
                int length = ContentLength(head);
                int used = end + 4;
                while (filled < used + length)
                {
                    int read = await stream.ReadAsync(buffer.AsMemory(filled));
                    if (read == 0)
                    {
                        return;
                    }

                    filled += read;
                }

                buffer.AsSpan(used + length, filled - used - length).CopyTo(buffer);
                filled -= used + length;
                if (_latency > TimeSpan.Zero)
                {
                    await Task.Delay(_latency);
                }

                byte[] body = Answer(head.Split(' ', 3));
                byte[] start = Encoding.ASCII.GetBytes(
                    "HTTP/1.1 200 OK\r\nServer: TornadoServer/6.4.2\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.Length.ToString(CultureInfo.InvariantCulture) + "\r\n\r\n");
                byte[] whole = new byte[start.Length + body.Length];
                start.CopyTo(whole, 0);
                body.CopyTo(whole, start.Length);
                await stream.WriteAsync(whole);
            }
        }
        catch (IOException)
        {
            // The client went away, as it may.
        }
    }

    private byte[] Answer(string[] line)
    {
        string target = line[1];
        if (target.Contains("/api/count", StringComparison.Ordinal))
        {
            return Encoding.ASCII.GetBytes("{\"counts\": [" + Interlocked.Exchange(ref _requests, 0).ToString(CultureInfo.InvariantCulture) + "], \"metadata\": {}}");
        }

        Interlocked.Increment(ref _requests);
        if (target.Contains("/api/statuses", StringComparison.Ordinal))
        {
            return "{\"statuses\": [{\"require_user_authentication\": false, \"scheduler_status\": \"running\", \"repo_path\": \"/home/src/demo\"}], \"metadata\": {}}"u8.ToArray();
        }

        if (target.Contains("/api/projects", StringComparison.Ordinal))
        {
            return "{\"projects\": [{\"version\": \"0.9.79\", \"name\": \"demo\"}], \"metadata\": {}}"u8.ToArray();
        }

        if (target.Contains("/logs?", StringComparison.Ordinal))
        {
            return Logs(target);
        }

        if (target.EndsWith("/api/pipeline_runs/1", StringComparison.Ordinal) && line[0] == "GET")
        {
            return Encoding.ASCII.GetBytes("{\"pipeline_run\": {\"id\": 1, \"pipeline_uuid\": \"wide\", \"pipeline_schedule_id\": 1, \"status\": \"completed\", \"block_runs\": ["
                + string.Join(", ", Enumerable.Range(1, LogBlocks).Select(id => $"{{\"id\": {id}, \"block_uuid\": \"b{id}\", \"status\": \"completed\"}}")) + "]}, \"metadata\": null}");
        }

        string resource = target.Split('/', '?')[2];
        return (line[0], resource) switch
        {
            ("GET", "pipeline_schedules") when target.Split('/', '?')[3..] is [string id, ..] && int.TryParse(id, out int schedule) => Schedule(schedule),
            ("GET", "pipeline_schedules") => Schedules(),
            ("GET", "pipelines") => Pipelines(),
            ("GET", _) when target.Contains("/pipeline_runs/", StringComparison.Ordinal) => Ended(target),
            ("GET", _) => Page(Number(target, "_offset=", 0), Number(target, "_limit=", 40)),

            // Every write succeeds and says so.
            (_, "pipelines") => Encoding.ASCII.GetBytes($"{{\"pipeline\": {{\"uuid\": \"{target.Split('/', '?')[3]}\", \"description\": \"x\", \"tags\": []}}, \"metadata\": null}}"),
            (_, "pipeline_schedules") => Schedule(Number(target, "pipeline_schedules/", 1)),
            _ => Ended(target),
        };
    }

    private static byte[] Logs(string target)
    {
        bool ofBlocks = target.Contains("block_run_id", StringComparison.Ordinal);
        string[] ids = ofBlocks ? Uri.UnescapeDataString(target[(target.IndexOf('=', StringComparison.Ordinal) + 1)..]).Split(',') : [];
        List<byte> body = [.. "{\"logs\": [{\"pipeline_run_logs\": [], \"total_pipeline_run_log_count\": 1, \"total_block_run_log_count\": "u8, .. Encoding.ASCII.GetBytes(ofBlocks ? ids.Length.ToString(CultureInfo.InvariantCulture) : "25"), .. ", \"block_run_logs\": ["u8];
        for (int i = 0; i < ids.Length; i++)
        {
            body.AddRange(Encoding.ASCII.GetBytes($"{(i == 0 ? "" : ", ")}{{\"name\": \"b{ids[i]}.log\", \"path\": \"/logs/b{ids[i]}.log\", \"content\": \""));
            body.AddRange(s_log.Value);
            body.AddRange("\"}"u8);
        }

        body.AddRange("]}], \"metadata\": {}}"u8);
        return [.. body];
    }

    /// <summary>A log file as a JSON text, without its quotes.</summary>
    private static byte[] Log()
    {
        StringBuilder text = new();
        for (int i = 0; i < LogRecords; i++)
        {
            DateTimeOffset time = new DateTimeOffset(2026, 11, 23, 17, 0, 0, TimeSpan.Zero).AddMilliseconds(i * 500);
            text.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd'T'HH:mm:ss} {{\\\"block_run_id\\\": 1, \\\"block_uuid\\\": \\\"load_orders\\\", \\\"pipeline_run_id\\\": 1, \\\"pipeline_schedule_id\\\": 1, \\\"pipeline_uuid\\\": \\\"wide\\\", \\\"block_type\\\": \\\"data_loader\\\", \\\"level\\\": \\\"INFO\\\", \\\"message\\\": \\\"row {i} of many\\\", \\\"timestamp\\\": {time.ToUnixTimeMilliseconds() / 1000d}}}\\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[] Schedule(int id) => Encoding.ASCII.GetBytes($"{{\"pipeline_schedule\": {{\"id\": {id}, \"status\": \"inactive\"}}, \"metadata\": null}}");

    private static byte[] Schedules() => Encoding.ASCII.GetBytes(
        "{\"pipeline_schedules\": ["
        + string.Join(", ", Enumerable.Range(1, 200).Select(id => $"{{\"id\": {id}, \"name\": \"s{id}\", \"pipeline_uuid\": \"q{id}\", \"status\": \"active\", \"schedule_type\": \"time\"}}"))
        + "], \"metadata\": {\"count\": 200, \"next\": false}}");

    private static byte[] Pipelines() => Encoding.ASCII.GetBytes(
        "{\"pipelines\": ["
        + string.Join(", ", Enumerable.Range(1, 1000).Select(id => $"{{\"uuid\": \"p{id}\", \"name\": \"P {id}\", \"type\": \"python\", \"blocks\": []}}"))
        + "], \"metadata\": {\"count\": 1000, \"results\": 1000, \"next\": null}}");

    private static byte[] Ended(string target)
    {
        byte[] item = s_template.AsSpan().ToArray();
        int id = Math.Max(10_000_001, Number(target, "pipeline_runs/", 0));
        Write(item, 0, s_runIds, id);
        Write(item, 0, s_blockIds, id);
        return [.. "{\"pipeline_run\": "u8, .. item, .. ", \"metadata\": null}"u8];
    }

    private byte[] Page(int offset, int limit)
    {
        int count = Math.Clamp(_runs - offset, 0, limit);
        byte[] tail = Encoding.ASCII.GetBytes("], \"metadata\": {\"count\": " + _runs.ToString(CultureInfo.InvariantCulture) + ", \"next\": " + (offset + count < _runs ? "true" : "false") + "}}");
        ReadOnlySpan<byte> head = "{\"pipeline_runs\": ["u8;
        byte[] page = new byte[head.Length + Math.Max(0, (count * (s_template.Length + 2)) - 2) + tail.Length];
        head.CopyTo(page);
        int at = head.Length;
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                page[at++] = (byte)',';
                page[at++] = (byte)' ';
            }

            s_template.CopyTo(page, at);
            int id = 10_000_000 + _runs - offset - i;
            Write(page, at, s_runIds, id);
            Write(page, at, s_blockIds, id);
            at += s_template.Length;
        }

        tail.CopyTo(page, at);
        return page;
    }

    private static void Write(byte[] page, int at, int[] places, int number)
    {
        foreach (int place in places)
        {
            int rest = number;
            for (int digit = 7; digit >= 0; digit--, rest /= 10)
            {
                page[at + place + digit] = (byte)('0' + (rest % 10));
            }
        }
    }

    private static int[] Find(string mark)
    {
        List<int> places = [];
        string text = Encoding.ASCII.GetString(s_template);
        for (int at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + 1, StringComparison.Ordinal))
        {
            places.Add(at);
        }

        return [.. places];
    }

    private static int Number(string target, string name, int otherwise)
    {
        int at = target.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
        {
            return otherwise;
        }

        int end = at + name.Length;
        while (end < target.Length && char.IsAsciiDigit(target[end]))
        {
            end++;
        }

        return int.Parse(target.AsSpan(at + name.Length, end - at - name.Length), CultureInfo.InvariantCulture);
    }

    private static int ContentLength(string head)
    {
        int at = head.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head.AsSpan(at + 15, head.IndexOf("\r\n", at, StringComparison.Ordinal) is int end and >= 0 ? end - at - 15 : head.Length - at - 15), CultureInfo.InvariantCulture);
    }
}
