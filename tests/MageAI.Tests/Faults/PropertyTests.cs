using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using MageAI.Blocks;
using MageAI.Json;
using MageAI.Pipelines;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Tests.Client;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>What holds for any document, any name, any time and any text.</summary>
public sealed class PropertyTests : IDisposable
{
    private static readonly string[] s_known =
    [
        "uuid", "name", "type", "status", "tags", "blocks", "schedules", "created_at", "updated_at", "settings", "variables", "block_runs", "upstream_blocks",
        "executor_count", "pipeline_uuid", "configuration", "content", "token", "start_time", "sla", "passed_sla", "metrics", "timeout", "color", "retry_config",
    ];

    private readonly MageSession _session = Connection.Offline();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Any_document_comes_out_of_every_model_as_it_went_in_to_the_byte()
    {
        Document.Sample(fields =>
        {
            string json = "{" + string.Join(" , ", fields.Select(field => JsonSerializer.Serialize(field.Name) + " :\t" + field.Json)) + "}";
            Holds(json, fields, PipelineJson.Default.MagePipeline);
            Holds(json, fields, BlockJson.Default.MageBlock);
            Holds(json, fields, ScheduleJson.Default.MageSchedule);
            Holds(json, fields, RunJson.Default.MagePipelineRun);
            Holds(json, fields, RunJson.Default.MageBlockRun);
        });
    }

    [Fact]
    public void Half_a_surrogate_pair_in_the_name_of_a_variable_hides_no_other_variable()
    {
        string json = """{"variables":{"k\udc00":1,"day":"\ud800"},"\u0075uid":"a","name":"b"}""";

        MagePipeline pipeline = ModelReader.One(Connection.Reply($"{{\"x\":{json}}}"), "x", PipelineJson.Default.MagePipeline, _session);

        Assert.Equal(("a", "b", json), (pipeline.Uuid, pipeline.GetField("name"), pipeline.ToJson()));
        Assert.Equal(("a", 1, "\uFFFD"), (pipeline.GetField("uuid"), pipeline.Variables!["k\uFFFD"], pipeline.Variables["day"]));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"seven\"")]
    public void A_row_whose_id_is_no_number_is_an_invalid_response(string id) => Assert.Equal(
        MageErrorId.InvalidResponse,
        Assert.Throws<MageException>(() => ModelReader.One(Connection.Reply($"{{\"x\":{{\"id\":{id}}}}}"), "x", ScheduleJson.Default.MageSchedule, _session)).ErrorId);

    [Fact]
    public void Any_name_arrives_as_itself_or_is_refused()
    {
        Gen.OneOf(Gen.String, Gen.Char["./%\\?#&+ ~:@;=[]{}\"'<>|^`é🎉\u202e\u00a0\ud800\udc00"].Array[1, 6].Select(letters => new string(letters))).Sample(name =>
        {
            string target;
            try
            {
                target = new MageRequest(HttpMethod.Get, "pipelines", name, "blocks").Target();
            }
            catch (MageException refused)
            {
                return refused.ErrorId is MageErrorId.InvalidName or MageErrorId.InvalidValue && (name.Split('/').Any(part => part is "" or "." or "..") || !IsWellFormed(name));
            }

            // As it leaves, after the address was put together.
            string sent = new Uri(new Uri("http://mage.test/base/"), "api/" + target).AbsolutePath;
            string[] parts = sent.Split('/');
            return parts.Length == 6 && parts[5] == "blocks" && Uri.UnescapeDataString(parts[4]) == name;
        });
    }

    [Fact]
    public void Any_value_of_a_query_arrives_as_itself() => Gen.String.Where(IsWellFormed).Sample(value =>
    {
        string query = new Uri(new Uri("http://mage.test/"), "api/" + new MageRequest(HttpMethod.Get, "pipelines").With("search", value).With("x[]", "1").Target()).Query;
        string[] pairs = query.TrimStart('?').Split('&');
        return pairs.Length == 2 && pairs[1] == "x[]=1" && Uri.UnescapeDataString(pairs[0]["search=".Length..]) == value;
    });

    [Fact]
    public void Any_time_is_read_alike_in_all_of_Mages_forms() =>
        Gen.Select(Gen.Long[0, new DateTime(9998, 12, 31).Ticks / 10], Gen.Int[-14 * 60, 14 * 60], Gen.Int[0, 6]).Sample((micros, minutes, digits) =>
        {
            long unit = (long)Math.Pow(10, 7 - digits);
            DateTime utc = new(Math.Max(micros * 10, TimeSpan.TicksPerDay) / unit * unit, DateTimeKind.Utc);
            string fraction = digits == 0 ? "" : "." + new string('f', digits);
            string bare = utc.ToString("yyyy-MM-dd HH:mm:ss" + fraction, CultureInfo.InvariantCulture);
            TimeSpan offset = TimeSpan.FromMinutes(minutes);
            DateTime local = utc + offset;
            string zone = (minutes < 0 ? "-" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture);
            string there = local.ToString("yyyy-MM-dd'T'HH:mm:ss" + fraction, CultureInfo.InvariantCulture);
            return new[] { bare, bare.Replace(' ', 'T'), bare + "Z", bare + "+00:00", there + zone, there + zone.Replace(":", "") }
                .All(form => MageTime.TryParse(form, out DateTimeOffset read) && read.UtcTicks == utc.Ticks && read.Offset == TimeSpan.Zero);
        });

    [Fact]
    public void No_text_that_is_no_time_throws() => Gen.OneOf(Gen.String, Gen.Char["0123456789-:. TZ+"].Array[0, 30].Select(letters => new string(letters)))
        .Sample(text => MageTime.TryParse(text, out DateTimeOffset time) ? time.Offset == TimeSpan.Zero : time == default);

    [Fact]
    public void A_uuid_holds_nothing_but_words_and_stays_itself_when_made_again() => Gen.String.Where(IsWellFormed).Sample(name =>
    {
        string pipeline = MageName.PipelineUuid(name), block = MageName.BlockUuid(name);
        return pipeline.EnumerateRunes().All(rune => rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsNumber(rune))
            && !pipeline.Contains('/', StringComparison.Ordinal)
            && MageName.PipelineUuid(pipeline) == pipeline
            && MageName.BlockUuid(block) == block
            && block.Replace('/', '_') == pipeline;
    });

    [Fact]
    public void No_secret_survives_in_any_text_and_in_no_spelling_of_it()
    {
        Gen<string> secret = Gen.Char["abcXYZ019 &=?/\"'\\<%+é🎉\n:@"].Array[4, 24].Select(letters => new string(letters)).Where(text => IsWellFormed(text) && text.Trim().Length > 3);
        Gen<string> around = Gen.OneOf(
            Gen.String, Gen.OneOfConst("", "{\"token\": \"", "?token=", "&x=", "http://me:", "@host/", "/api/sessions/", "pipeline_schedules/3/pipeline_runs/", "\"", "'password': '"));
        Func<string, string>[] spellings =
        [
            text => text,
            Uri.EscapeDataString,
            text => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal),
            text => JsonSerializer.Serialize(text)[1..^1],
            System.Net.WebUtility.HtmlEncode,
        ];
        Gen.Select(secret, secret, around, around, Gen.Int[0, spellings.Length - 1]).Sample((one, other, before, after, how) =>
        {
            string[] secrets = [one, one + other, other];
            string spelled = spellings[how](one + other);
            string text = before + spelled + after;
            foreach (string shown in new[] { Redactor.Text(text, secrets), Redactor.Path(text, secrets) })
            {
                // What stands around it may hold it by chance.
                if (shown.Contains(spelled, StringComparison.Ordinal) && !(before + "\0" + after).Contains(spelled, StringComparison.Ordinal))
                {
                    return false;
                }

                if (how == 0 && secrets.Any(known => shown.Contains(known, StringComparison.Ordinal)))
                {
                    return false;
                }
            }

            return true;
        });
    }

    private static Gen<(string Name, string Json)[]> Document { get; } = Gen.Select(
            Gen.OneOf(Gen.OneOfConst(s_known), Gen.String.Where(IsWellFormed)),
            Gen.OneOf(
                Gen.OneOfConst("null", "true", "false", "[]", "{}", "0", "-1", "1.0", "1e400", "12345678901234567890", "\"\"", "\"2026-08-13 14:11:29\"", "\"running\"", "[null, {}, 1]", "[[[]]]", "{\"uuid\": 3}"),
                Gen.Long.Select(number => number.ToString(CultureInfo.InvariantCulture)),
                Gen.Double.Where(double.IsFinite).Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
                Gen.String.Where(IsWellFormed).Select(text => JsonSerializer.Serialize(text)),
                Gen.String.Where(IsWellFormed).Array[0, 3].Select(texts => JsonSerializer.Serialize(texts)),
                Gen.Dictionary(Gen.String.Where(IsWellFormed), Gen.Int)[0, 3].Select(map => JsonSerializer.Serialize(map))))
        .Array[0, 12];

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private void Holds<T>(string json, (string Name, string Json)[] fields, JsonTypeInfo<T> type)
        where T : MageObject
    {
        T model = ModelReader.One(Connection.Reply($"{{\"x\":{json},\"metadata\":null}}"), "x", type, _session);

        Assert.Equal(json, model.ToJson());
        foreach (IGrouping<string, (string Name, string Json)> same in fields.GroupBy(field => field.Name))
        {
            Assert.True(
                Json.JsonValue.Same(Json.JsonValue.Parse(Encoding.UTF8.GetBytes(same.Last().Json)), model.GetField(same.Key)),
                $"{same.Key} of {json}");
        }

        // Whatever stands in them, no property throws.
        foreach (System.Reflection.PropertyInfo property in typeof(T).GetProperties())
        {
            property.GetValue(model);
        }

        Assert.NotNull(model.ToString());
        Assert.NotNull(JsonNode.Parse(model.ToJson()));
    }
}
