using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using MageAI.Json;
using MageAI.Pipelines;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Terms;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Client;

public sealed class WireTests : IDisposable
{
    private readonly MageSession _session = Connection.Offline();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("2026-08-13 14:11:29.072608", "2026-08-13T14:11:29.0726080+00:00")]
    [InlineData("2026-08-13 14:11:29", "2026-08-13T14:11:29.0000000+00:00")]
    [InlineData("2026-08-13 14:11:29.072608+00:00", "2026-08-13T14:11:29.0726080+00:00")]
    [InlineData("2026-08-13T14:11:29.072608", "2026-08-13T14:11:29.0726080+00:00")]
    [InlineData("2026-08-13T14:11:29.1", "2026-08-13T14:11:29.1000000+00:00")]
    [InlineData("2026-08-14T00:00:00+00:00", "2026-08-14T00:00:00.0000000+00:00")]
    [InlineData("2026-11-24 00:00:00+00:00", "2026-11-24T00:00:00.0000000+00:00")]
    [InlineData("2026-08-13T14:11:29Z", "2026-08-13T14:11:29.0000000+00:00")]
    [InlineData("2026-08-13T14:11:29+02:00", "2026-08-13T12:11:29.0000000+00:00")]
    [InlineData("2026-08-13T14:11:29-0530", "2026-08-13T19:41:29.0000000+00:00")]
    [InlineData("2026-08-13T14:11:29.123456789", "2026-08-13T14:11:29.1234567+00:00")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00.0000000+00:00")]
    public void A_time_is_read_in_every_form_Mage_writes(string text, string utc)
    {
        Assert.True(MageTime.TryParse(text, out DateTimeOffset time));
        Assert.Equal(utc, time.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("None")]
    [InlineData("yesterday-ish")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-29")]
    [InlineData("2026-00-10")]
    [InlineData("0000-01-01")]
    [InlineData("2026-+1-01 00:00:00")]
    [InlineData("2026-08-13 24:00:00")]
    [InlineData("2026-08-13 14:60:00")]
    [InlineData("2026-08-13 14:11")]
    [InlineData("2026-08-13_14:11:29")]
    [InlineData("2026-08-13 14:11:29 ")]
    [InlineData("2026-08-13 14:11:29+25:00")]
    [InlineData("2026-08-13 14:11:29+1")]
    [InlineData("0001-01-01 00:00:00+14:00")]
    [InlineData("1786630289")]
    public void What_is_no_time_is_none(string? text) => Assert.False(MageTime.TryParse(text, out _));

    [Fact]
    public void A_time_goes_out_in_UTC_without_an_offset_and_comes_back() => Gen.DateTimeOffset.Sample(time =>
    {
        string text = MageTime.Format(time);
        return MageTime.TryParse(text, out DateTimeOffset back)
            && back.UtcTicks / 10 == time.UtcTicks / 10
            && MageTime.FormatSeconds(time) == text[..19];
    });

    [Fact]
    public void Any_JSON_document_survives_the_way_through_plain_values()
    {
        Gen<JsonNode?> leaf = Gen.OneOf<JsonNode?>(
            Gen.Const(() => (JsonNode?)null),
            Gen.Bool.Select(b => (JsonNode?)JsonValue(b)),
            Gen.Int.Select(i => (JsonNode?)JsonValue(i)),
            Gen.Long.Select(i => (JsonNode?)JsonValue(i)),
            Gen.Decimal.Select(d => (JsonNode?)JsonNode.Parse(d.ToString(CultureInfo.InvariantCulture))),
            Gen.Double.Where(double.IsFinite).Select(d => (JsonNode?)JsonNode.Parse(d.ToString("R", CultureInfo.InvariantCulture))),
            Gen.ULong.Select(u => (JsonNode?)JsonNode.Parse((new BigInteger(u) + 1).ToString(CultureInfo.InvariantCulture) + "0000000000000000")),
            Text.Select(s => (JsonNode?)JsonValue(s)));
        Gen<JsonNode?> node = leaf;
        for (int depth = 0; depth < 3; depth++)
        {
            Gen<JsonNode?> inner = node;
            node = Gen.OneOf(
                inner,
                inner.List[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
                Gen.Select(Text, inner).List[0, 4].Select(pairs => (JsonNode?)Object(pairs)));
        }

        node.Sample(document =>
        {
            byte[] json = Encoding.UTF8.GetBytes(document?.ToJsonString() ?? "null");
            object? value = Json.JsonValue.Parse(json);
            byte[] again = Json.JsonValue.ToUtf8(value);
            return SameDocument(document, JsonNode.Parse(again)) && Json.JsonValue.Same(value, Json.JsonValue.Parse(again));
        });
    }

    [Theory]
    [InlineData("1", typeof(int))]
    [InlineData("2147483648", typeof(long))]
    [InlineData("9223372036854775808", typeof(BigInteger))]
    [InlineData("123456789012345678901234567890", typeof(BigInteger))]
    [InlineData("0.1", typeof(double))]
    [InlineData("1.0", typeof(decimal))]
    [InlineData("1.50", typeof(decimal))]
    [InlineData("0.1234567890123456789", typeof(decimal))]
    [InlineData("1e300", typeof(double))]
    [InlineData("true", typeof(bool))]
    [InlineData("\"Grö\\u00dfe 🎉\"", typeof(string))]
    public void Each_value_has_the_type_that_loses_nothing(string json, Type type)
    {
        object? value = Json.JsonValue.Parse(Encoding.UTF8.GetBytes(json));

        Assert.IsType(type, value);
        Assert.True(Json.JsonValue.Same(value, Json.JsonValue.Normalize(value)));
        if (json is not ("1e300" or [.., '"']))
        {
            Assert.Equal(json, Encoding.UTF8.GetString(Json.JsonValue.ToUtf8(value)));
        }
    }

    [Fact]
    public void Numbers_are_the_same_by_value_and_large_ones_to_the_last_digit()
    {
        Assert.True(Json.JsonValue.Same(1, 1.0));
        Assert.True(Json.JsonValue.Same(1L, 1m));
        Assert.True(Json.JsonValue.Same(new BigInteger(5), 5));
        Assert.True(Json.JsonValue.Same(BigInteger.Pow(10, 30), BigInteger.Pow(10, 30)));
        Assert.False(Json.JsonValue.Same(9007199254740993L, 9007199254740992L));
        Assert.False(Json.JsonValue.Same(1, "1"));
        Assert.False(Json.JsonValue.Same(1, true));
        Assert.False(Json.JsonValue.Same(new List<object?> { 1 }, new List<object?> { 1, 2 }));
        Assert.True(Json.JsonValue.Same(new Dictionary<string, object?> { ["a"] = 1, ["b"] = null }, new Dictionary<string, object?> { ["b"] = null, ["a"] = 1m }));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_and_never_an_exception()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"name":"a\ud800\n\"b\u00e9\ud83c\udf89","k\udc00":1}""");

        Dictionary<string, object?> map = Assert.IsType<Dictionary<string, object?>>(Json.JsonValue.Parse(json));

        Assert.Equal("a\uFFFD\n\"bé🎉", map["name"]);
        Assert.Equal(1, map["k\uFFFD"]);
        MagePipeline pipeline = ModelReader.One(Connection.Reply("""{"pipeline":{"uuid":"a","name":"x\udcff"}}"""), "pipeline", PipelineJson.Default.MagePipeline, _session);
        Assert.Equal("x\uFFFD", pipeline.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("{} {}")]
    [InlineData("NaN")]
    [InlineData("'x'")]
    public void What_is_no_JSON_is_told(string text)
    {
        Assert.False(Json.JsonValue.TryParse(text, out _, out string? problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void What_JSON_cannot_say_is_refused()
    {
        Assert.Equal(MageErrorId.InvalidValue, Assert.Throws<MageException>(() => Json.JsonValue.ToUtf8(double.NaN)).ErrorId);
        Assert.Equal(MageErrorId.InvalidValue, Assert.Throws<MageException>(() => Json.JsonValue.ToUtf8(new object())).ErrorId);
    }

    [Theory]
    [InlineData("Größe 1", "größe_1")]
    [InlineData("2nd", "letter_2nd")]
    [InlineData("a/b fact", "a_b_fact")]
    [InlineData("a b fact", "a_b_fact")]
    [InlineData("x%y fact", "x_y_fact")]
    [InlineData("fact 🎉", "fact__")]
    [InlineData("fact.dots.v1", "fact_dots_v1")]
    [InlineData("fact-dash", "fact_dash")]
    [InlineData("fact+plus", "fact_plus")]
    [InlineData("fact:colon", "fact_colon")]
    [InlineData("fact?q#h", "fact_q_h")]
    [InlineData("FACT UPPER", "fact_upper")]
    [InlineData("  fact spaces  ", "__fact_spaces__")]
    [InlineData("fact'quote\"s", "fact_quotes")]
    [InlineData("日本 fact", "日本_fact")]
    public void A_pipelines_uuid_is_made_of_its_name_as_Mage_does(string name, string uuid) => Assert.Equal(uuid, MageName.PipelineUuid(name));

    [Theory]
    [InlineData("nested/deep/blk", "nested/deep/blk")]
    [InlineData("trailing.py", "trailing_py")]
    [InlineData("Load It", "load_it")]
    public void A_blocks_uuid_keeps_its_slashes(string name, string uuid) => Assert.Equal(uuid, MageName.BlockUuid(name));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("!?")]
    [InlineData("🎉")]
    public void A_name_of_which_nothing_is_left_is_refused(string name) =>
        Assert.Equal(MageErrorId.InvalidName, Assert.Throws<MageException>(() => MageName.RequireUsable("pipeline", name)).ErrorId);

    [Fact]
    public void A_word_is_taken_in_any_case_and_an_unknown_one_refused_with_the_known_ones()
    {
        Assert.Equal("data_loader", Vocabulary.Require("block type", "Data_Loader", Vocabulary.BlockTypes));

        MageException refused = Assert.Throws<MageException>(() => Vocabulary.Require("block type", "loader", Vocabulary.BlockTypes));
        Assert.Equal((MageErrorId.UnknownWord, "loader"), (refused.ErrorId, refused.Target));
        Assert.Contains("data_loader", refused.RecommendedAction, StringComparison.Ordinal);

        Vocabulary.RequireKeys("settings", ["timeout", "pipeline_run_limit"], Vocabulary.ScheduleSettings);
        refused = Assert.Throws<MageException>(() => Vocabulary.RequireKeys("settings", ["timeout", "Timeout"], Vocabulary.ScheduleSettings));
        Assert.Equal("Timeout", refused.Target);
    }

    [Theory]
    [InlineData("@daily", "@daily")]
    [InlineData("@Hourly", "@hourly")]
    [InlineData("@always_on", "@always_on")]
    [InlineData("@yearly", "@yearly")]
    [InlineData(" 0 6 * * 1-5 ", "0 6 * * 1-5")]
    [InlineData("*/5 0-6,18 1 JAN,jun MON-FRI", "*/5 0-6,18 1 JAN,jun MON-FRI")]
    [InlineData("0 6 * * 1 30", "0 6 * * 1 30")]
    [InlineData("0 6 * * 1 30 2026-2030", "0 6 * * 1 30 2026-2030")]
    public void An_interval_Mage_understands_is_taken(string given, string sent) => Assert.Equal(sent, ScheduleInterval.Require(given));

    [Theory]
    [InlineData("")]
    [InlineData("@fortnightly")]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* * * * 8")]
    [InlineData("0 6 * * 1 75")]
    [InlineData("0 6 * * 1 0 soon")]
    [InlineData("0 6 * * 1 0 2026 1")]
    [InlineData("every five minutes or so please")]
    [InlineData("0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20 * * * *")]
    public void Any_other_interval_is_refused(string given) =>
        Assert.Equal(MageErrorId.InvalidCron, Assert.Throws<MageException>(() => ScheduleInterval.Require(given)).ErrorId);

    [Theory]
    [InlineData("""{"pipelines":[{"uuid":"a"},{"uuid":"b"}],"metadata":{"count":7,"results":2,"next":true}}""", 2, 7, true)]
    [InlineData("""{"pipelines":[],"metadata":{"count":0,"next":0}}""", 0, 0, false)]
    [InlineData("""{"pipelines":[],"metadata":{"count":0,"next":null}}""", 0, 0, null)]
    [InlineData("""{"pipelines":[{"uuid":"a"}],"metadata":{}}""", 1, null, null)]
    [InlineData("""{"metadata":null,"pipelines":null}""", 0, null, null)]
    [InlineData("""{"error":null,"pipelines":[]}""", 0, null, null)]
    public void A_list_is_read_whatever_its_metadata(string body, int rows, int? count, bool? next)
    {
        Page<MagePipeline> page = ModelReader.Many(Connection.Reply(body), "pipelines", PipelineJson.Default.MagePipeline, _session);

        Assert.Equal((rows, count, next), (page.Items.Count, page.Count, page.Next));
        Assert.All(page.Items, item => Assert.Same(_session, item.Session));
    }

    [Theory]
    [InlineData("", 200, "application/json", MageErrorId.EmptyResponse)]
    [InlineData("", 405, "application/json", MageErrorId.NotSupported)]
    [InlineData("", 304, null, MageErrorId.EmptyResponse)]
    [InlineData("<html></html>", 200, "text/html", MageErrorId.NotMageServer)]
    [InlineData("  <html></html>", 200, null, MageErrorId.NotMageServer)]
    [InlineData("<html></html>", 503, "text/html", MageErrorId.RateLimited)]
    [InlineData("<html></html>", 502, "text/html", MageErrorId.ServerError)]
    [InlineData("", 302, null, MageErrorId.Redirected)]
    [InlineData("{\"pipelines\":[", 200, null, MageErrorId.InvalidResponse)]
    [InlineData("{\"pipelines\":[]} x", 200, null, MageErrorId.InvalidResponse)]
    [InlineData("{\"pipelines\":{}}", 200, null, MageErrorId.InvalidResponse)]
    [InlineData("{\"other\":[]}", 200, null, MageErrorId.InvalidResponse)]
    [InlineData("{\"pipelines\":[null]}", 200, null, MageErrorId.InvalidResponse)]
    [InlineData("[]", 200, null, MageErrorId.InvalidResponse)]
    [InlineData("id,who\n1,x", 200, "text/csv", MageErrorId.InvalidResponse)]
    [InlineData("Error: Invalid path (path traversal detected)", 400, "application/json", MageErrorId.RequestInvalid)]
    [InlineData("{\"pipelines\":[]}", 500, null, MageErrorId.ServerError)]
    [InlineData("{\"error\":\"overloaded\"}", 429, null, MageErrorId.RateLimited)]
    [InlineData("{\"error\":\"overloaded\"}", 200, null, MageErrorId.ServerError)]
    [InlineData("{\"error\":[1]}", 200, null, MageErrorId.ServerError)]
    [InlineData("{\"error\":{}}", 200, null, MageErrorId.ServerError)]
    public void What_is_no_list_is_an_error_with_a_name(string body, int status, string? type, MageErrorId id)
    {
        MageException failure = Assert.Throws<MageException>(() => ModelReader.Many(Connection.Reply(body, status, type), "pipelines", PipelineJson.Default.MagePipeline, _session));

        Assert.Equal(id, failure.ErrorId);
        Assert.Equal((status, "GET", "/api/pipelines"), (failure.StatusCode, failure.Method, failure.Path));
        Assert.NotNull(failure.RecommendedAction);
    }

    [Theory]
    [InlineData("Pipeline nope does not exist.", MageErrorId.PipelineNotFound)]
    [InlineData("Pipeline nope does not exist in repo_path /home/src/x.", MageErrorId.PipelineNotFound)]
    [InlineData("Pipeline Etl Demo already exists.", MageErrorId.PipelineExists)]
    [InlineData("Pipeline etl already exists. Choose a different name.", MageErrorId.PipelineExists)]
    [InlineData("[ERR_BLOCK_EXISTS] Block load already exists.      Please use a different name.", MageErrorId.BlockExists)]
    [InlineData("Block(s) ['x'] are depending on block y. Please remove the downstream blocks first.", MageErrorId.BlockHasDependents)]
    [InlineData("A cycle was formed while adding a block", MageErrorId.BlockCycle)]
    [InlineData("A cycle was formed while updating a block: a --> b --> a", MageErrorId.BlockCycle)]
    [InlineData("Cron expression is invalid.", MageErrorId.InvalidCron)]
    [InlineData("Invalid token for pipeline schedule ID 1.", MageErrorId.TriggerTokenInvalid)]
    [InlineData("This endpoint is only supported for API trigger.", MageErrorId.ScheduleNotApi)]
    [InlineData("The token of the API trigger cannot be empty.", MageErrorId.ScheduleNotApi)]
    [InlineData("No module named 'mage_ai.api.policies.XPolicy'", MageErrorId.NotSupported)]
    [InlineData("'tags' is an invalid keyword argument for PipelineSchedule", MageErrorId.RequestInvalid)]
    [InlineData("invalid literal for int() with base 10: 'abc'", MageErrorId.RequestInvalid)]
    [InlineData("'x' is not among the defined enum values. Enum name: schedulestatus.", MageErrorId.ServerError)]
    [InlineData("'NoneType' object has no attribute 'uuid'", MageErrorId.ServerError)]
    [InlineData("Block load already exists at /home/src/x/custom/load.py. Please use a different name.", MageErrorId.BlockExists)]
    [InlineData("Invalid name 'sub/uno.py'", MageErrorId.RequestInvalid)]
    [InlineData("expected str, bytes or os.PathLike object, not NoneType", MageErrorId.RequestInvalid)]
    [InlineData("(sqlite3.IntegrityError) UNIQUE constraint failed: tag.name\n[SQL: INSERT 'x']", MageErrorId.RequestInvalid)]
    [InlineData("fromisoformat: argument must be str", MageErrorId.RequestInvalid)]
    [InlineData("Callback block cb is not in the etl pipeline.", MageErrorId.BlockNotFound)]
    [InlineData("Block load has downstream dependencies in pipeline etl. Please remove the dependencies before deleting the block.", MageErrorId.BlockHasDependents)]
    [InlineData("[Errno 28] No space left on device", MageErrorId.ServerError)]
    [InlineData("[Errno 13] Permission denied: '/home/src/x'", MageErrorId.ServerError)]
    [InlineData("(sqlite3.OperationalError) database is locked", MageErrorId.ServerError)]
    [InlineData("Invalid pipeline config: {}", MageErrorId.ServerError)]
    [InlineData("Blocks cannot be added or removed when saving content, please try again.", MageErrorId.ServerError)]
    [InlineData("'fact_p2'", MageErrorId.ServerError)]
    [InlineData("", MageErrorId.ServerError)]
    [InlineData("{'code': 404, 'message': 'Record not found.', 'type': 'record_not_found'}", MageErrorId.ScheduleNotFound)]
    [InlineData("{'code': 404, 'message': 'Email/username and/or password invalid.', 'type': 'record_not_found'}", MageErrorId.ScheduleNotFound)]
    [InlineData("{'code': 400, 'message': \"it's wrong\", 'type': 'record_invalid'}", MageErrorId.RequestInvalid)]
    public void An_uncaught_exception_gets_the_name_of_what_happened(string exception, MageErrorId id)
    {
        string body = new JsonObject
        {
            ["error"] = new JsonObject { ["code"] = 500, ["errors"] = new JsonArray(), ["exception"] = exception, ["message"] = "Traceback (most recent call last):\n x" },
            ["url_parameters"] = new JsonObject(),
        }.ToJsonString();

        MageException failure = Read(body, Subject.ForSchedule(7));

        Assert.Equal(id, failure.ErrorId);
        Assert.DoesNotContain("Traceback", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("[ERR_", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RecommendedAction);
    }

    [Theory]
    [InlineData("Invalid name 'sub/uno.py'", "Mage does not rename a block into a folder, as the slash in 'sub/uno' would.")]
    [InlineData("'NoneType' object has no attribute 'get'", "'NoneType' object has no attribute 'get': something that this needs is not there on the server (schedule 7)")]
    [InlineData("'fact_p2'", "'fact_p2' was not found where the server looked for it (schedule 7)")]
    [InlineData("[ERR_BLOCK_EXISTS] Block load already exists.      Please use a different name.", "Block load already exists. Please use a different name.")]
    public void What_nobody_would_understand_is_put_into_words(string exception, string words) => Assert.Equal(
        words, Read(new JsonObject { ["error"] = new JsonObject { ["code"] = 500, ["exception"] = exception, ["message"] = "" } }.ToJsonString(), Subject.ForSchedule(7)).Message);

    [Theory]
    [InlineData(401, "invalid_api_key", "Invalid API key.", MageErrorId.InvalidApiKey)]
    [InlineData(401, "invalid_oauth_token", "Invalid OAuth token.", MageErrorId.InvalidToken)]
    [InlineData(401, "expired_oauth_token", "Expired OAuth token.", MageErrorId.TokenExpired)]
    [InlineData(403, "unauthorized_access", "Private access for list only, invalid scope.", MageErrorId.SignInRequired)]
    [InlineData(403, "unauthorized_access", "Unauthorized operation create on pipelines, failed condition.", MageErrorId.Forbidden)]
    [InlineData(403, "unauthorized_access", "The detail action is disabled for block_runs.", MageErrorId.Forbidden)]
    [InlineData(404, "record_not_found", "Record not found.", MageErrorId.PipelineRunNotFound)]
    [InlineData(404, "record_not_found", "Email/username and/or password invalid.", MageErrorId.PipelineRunNotFound)]
    [InlineData(404, "record_not_found", "File at notes/notes.txt cannot be found.", MageErrorId.PipelineRunNotFound)]
    [InlineData(400, "record_invalid", "Block x does not exist in pipeline y.", MageErrorId.BlockNotFound)]
    [InlineData(400, "record_invalid", "Value is invalid.", MageErrorId.RequestInvalid)]
    [InlineData(400, "api_resource_error", "no", MageErrorId.RequestInvalid)]
    [InlineData(500, "something_new", "no", MageErrorId.ServerError)]
    public void A_typed_error_gets_the_name_of_its_type(int code, string type, string message, MageErrorId id)
    {
        MageException failure = Read($$"""{"error":{"code":{{code}},"message":"{{message}}","type":"{{type}}"},"status":200}""", Subject.ForRun(12));

        Assert.Equal(id, failure.ErrorId);
        Assert.NotNull(failure.RecommendedAction);
        if (id == MageErrorId.PipelineRunNotFound)
        {
            // The sticky text of a sign-in long ago is not what happened.
            Assert.DoesNotContain("password", failure.Message, StringComparison.Ordinal);
            Assert.Equal("12", failure.Target);
            Assert.Equal(message.StartsWith("File", StringComparison.Ordinal) ? message : "Pipeline run 12 does not exist on http://mage.test/.", failure.Message);
        }
        else
        {
            Assert.Equal(message, failure.Message);
        }
    }

    [Fact]
    public void A_database_error_shows_neither_its_statement_nor_its_values()
    {
        MageException failure = Read(
            """{"error":{"code":500,"errors":[],"exception":"(sqlite3.IntegrityError) UNIQUE constraint failed: secret.name\n[SQL: INSERT INTO secret VALUES (?)]\n[parameters: ('gAAAAABn')]","message":"Traceback gAAAAABn"}}""",
            Subject.None);

        Assert.DoesNotContain("gAAAAABn", failure + failure.Traceback, StringComparison.Ordinal);
        Assert.StartsWith("(sqlite3.IntegrityError) UNIQUE constraint failed: secret.name", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_validation_says_what_is_wrong()
    {
        MageException failure = Read(
            """{"error":{"code":200,"errors":{"error":"name cannot be empty.","metadata":{"key":"name","value":""}},"message":"Record is invalid.","type":"record_invalid"},"status":200}""",
            Subject.ForSchedule());

        Assert.Equal((MageErrorId.RequestInvalid, "Record is invalid: name cannot be empty."), (failure.ErrorId, failure.Message));
    }

    [Fact]
    public void A_row_is_read_whatever_a_server_puts_into_its_fields()
    {
        MagePipelineRun run = ModelReader.One(
            Connection.Reply("""
                {"pipeline_run":{"id":"12","pipeline_schedule_id":"3","status":"hibernating","passed_sla":"true","completed_block_runs_count":2.0,
                "created_at":"not a time","started_at":1786630289,"block_runs":null,"variables":[],"new_field":{"x":[1]},"pipeline_uuid":7}}
                """),
            "pipeline_run",
            RunJson.Default.MagePipelineRun,
            _session);

        Assert.Equal((12, 3, "hibernating", "7"), (run.Id, run.PipelineScheduleId, run.Status, run.PipelineUuid));
        Assert.Null(run.CreatedAt);
        Assert.Null(run.StartedAt);
        Assert.Empty(run.BlockRuns);
        Assert.Null(run.Variables);
        Assert.Equal("not a time", run.GetField("created_at"));
        Assert.IsType<Dictionary<string, object?>>(run.GetField("new_field"));
        Assert.Null(run.GetField("absent"));
        Assert.Contains("\"new_field\":{\"x\":[1]}", run.ToJson(), StringComparison.Ordinal);

        MagePipeline pipeline = ModelReader.One(
            Connection.Reply("""{"pipeline":{"uuid":"a","name":null,"type":"quantum","tags":null,"blocks":[{"uuid":"b","upstream_blocks":"none","timeout":"5"},null,3]}}"""),
            "pipeline",
            PipelineJson.Default.MagePipeline,
            _session);
        Assert.Equal(("a", "quantum"), (pipeline.Uuid, pipeline.Type));
        Assert.Empty(pipeline.Tags);
        Assert.Empty(Assert.Single(pipeline.Blocks).UpstreamBlocks);
    }

    private static Gen<string> Text { get; } = Gen.OneOf(Gen.String, Gen.OneOfConst("", "größe", "🎉", "a\"b\\c/\u0001\u2028", "日本")).Select(text =>
        string.Concat(text.EnumerateRunes().Where(rune => rune != Rune.ReplacementChar)));

    private static System.Text.Json.Nodes.JsonValue JsonValue<T>(T value) => System.Text.Json.Nodes.JsonValue.Create(value)!;

    private static JsonObject Object(List<(string Key, JsonNode? Value)> pairs)
    {
        JsonObject map = [];
        foreach ((string key, JsonNode? value) in pairs)
        {
            map[key] = value?.DeepClone();
        }

        return map;
    }

    private static bool SameDocument(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => SameDocument(pair.First, pair.Second)),
        (JsonObject a, JsonObject b) => a.Count == b.Count && a.All(pair => b.TryGetPropertyValue(pair.Key, out JsonNode? other) && SameDocument(pair.Value, other)),
        _ when left.GetValueKind() != right.GetValueKind() => false,
        _ when left.GetValueKind() == JsonValueKind.String => left.GetValue<string>() == right.GetValue<string>(),
        _ when left.GetValueKind() == JsonValueKind.Number => SameNumber(left.ToJsonString(), right.ToJsonString()),
        _ => true,
    };

    private static bool SameNumber(string left, string right) => left == right
        || (decimal.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal a) && decimal.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal b) && a == b)
        || double.Parse(left, CultureInfo.InvariantCulture).Equals(double.Parse(right, CultureInfo.InvariantCulture));

    private MageException Read(string body, Subject subject) => Assert.Throws<MageException>(() => Envelope.Any(
        Connection.Reply(body, request: new MageRequest(HttpMethod.Get, "things") { Subject = subject }), _session));
}
