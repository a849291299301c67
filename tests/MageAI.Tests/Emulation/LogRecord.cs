using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MageAI.Tests.Emulation;

/// <summary>A record of a log file with the bare lines that follow it.</summary>
internal sealed class LogRecord(DateTime prefix, JsonObject json)
{
    public DateTime Prefix => prefix;

    public JsonObject Json => json;

    public List<string> Bare { get; } = [];

    public string Message => (string)json["message"]!;

    public string Level => (string)json["level"]!;

    public double Timestamp => (double)json["timestamp"]!;

    public string[] Keys => json.Select(p => p.Key).ToArray();

    public static List<LogRecord> Read(JsonNode file)
    {
        List<LogRecord> records = new List<LogRecord>();
        foreach (string line in ((string)file["content"]!).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Regex.Match(line, @"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d) (\{.*\})$") is { Success: true } match)
            {
                records.Add(new LogRecord(DateTime.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), JsonNode.Parse(match.Groups[2].Value)!.AsObject()));
            }
            else
            {
                records[^1].Bare.Add(line);
            }
        }

        return records;
    }
}
