using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MageAI.Emulation.Python;
using MageAI.Emulation.Scheduling;
using Xunit;

namespace MageAI.Tests.Emulation;

public class OutputTests
{
    private const string Loader = "if 'data_loader' not in globals():\n    from mage_ai.data_preparation.decorators import data_loader\n\n\n@data_loader\ndef load(*args, **kwargs):\n";

    [Theory]
    [InlineData("'just text'", "text:just text")]
    [InlineData("True", "text:True")]
    [InlineData("-1", "text:-1")]
    [InlineData("12345678901234567890123", "text:12345678901234567890123")]
    [InlineData("1_000.50", "text:1000.5")]
    [InlineData("2.0", "text:2.0")]
    [InlineData("'one ' \"two\"\n", "text:one two")]
    [InlineData("'Gr\\u00f6\\xdfe\\n'", "text:Größe\n")]
    [InlineData("r'C:\\new'", "text:C:\\new")]
    [InlineData("None", "")]
    [InlineData("[]", "")]
    [InlineData("[1, 2]", "text:1|text:2")]
    [InlineData("1, 'b'", "text:1|text:b")]
    [InlineData("(1)", "text:1")]
    [InlineData("[[1, 'x'], None]", "text:[1, 'x']|text:None")]
    [InlineData("{'a': 1, 'b': [1, 2]}", "table[1,2]:[\"a\",\"b\"][[1,[1,2]]]")]
    [InlineData("[{'a': 1, 'b': None}, {'a': 2, 'b': 'x',},]", "table[1,2]:[\"a\",\"b\"][[1,null]]|table[1,2]:[\"a\",\"b\"][[2,\"x\"]]")]
    [InlineData("{'a': 1}, {'k': 'v'}", "table[1,1]:[\"a\"][[1]]|table[1,1]:[\"k\"][[\"v\"]]")]
    [InlineData("pd.DataFrame({'id': [1, 2], 'f': [0.5, float('nan')]})", "table[2,2]:[\"id\",\"f\"][[1,0.5],[2,null]]")]
    [InlineData("pd.DataFrame([{'a': 1}, {'a': 2, 'b': np.nan}, {'b': True}])", "table[3,2]:[\"a\",\"b\"][[1,null],[2,null],[null,true]]")]
    [InlineData("pd.DataFrame(\n    data=[  # comment\n        {'a': 'x, y'},\n    ],\n)", "table[1,1]:[\"a\"][[\"x, y\"]]")]
    [InlineData("pd.DataFrame({'i': []})", "table[0,1]:[\"i\"][]")]
    [InlineData("pd.DataFrame(columns=['i', 'j'])", "table[0,2]:[\"i\",\"j\"][]")]
    [InlineData("pd.DataFrame({'a': [1], 'b': [1, 2]})", null)]
    [InlineData("pd.DataFrame({'a': [1]}).head()", null)]
    [InlineData("df", null)]
    [InlineData("f'{n} rows'", null)]
    [InlineData("[x for x in y]", null)]
    [InlineData("1 + 1", null)]
    [InlineData("{'a': f(1)}", null)]
    [InlineData("--5", null)]
    [InlineData("'open", null)]
    public void What_is_written_out_behind_return_is_the_output(string returned, string? shown)
    {
        JsonArray? outputs = BlockOutputs.Of(returned, 0);
        Assert.Equal(shown, outputs is null ? null : string.Join('|', outputs.Select(Short)));
        for (int i = 0; i < outputs?.Count; i++)
        {
            Assert.Equal(["outputs", "sample_data", "shape", "text_data", "type", "variable_uuid"], outputs[i]!.AsObject().Select(p => p.Key));
            Assert.Equal($"output_{i}", (string?)outputs[i]!["variable_uuid"]);
        }
    }

    [Theory]
    [InlineData("[{'i': 0}, {'i': 1}]", 3000, 3000, 1000)]
    [InlineData("[{'i': 0}, {'i': 1}]", 3, 3, 3)]
    [InlineData("[{'i': 0}, {'i': 1}]", 1, 2, 2)]
    [InlineData("{'i': []}", 5, 0, 0)]
    public void A_table_is_repeated_to_the_rows_that_are_asked_for_and_a_thousand_are_shown(string data, int asked, int count, int shown)
    {
        JsonNode table = Assert.Single(BlockOutputs.Of($"pd.DataFrame({data})", asked)!)!;
        Assert.Equal($"[{count},1]", table["shape"]!.ToJsonString());
        Assert.Equal(Enumerable.Range(0, shown).Select(i => i % 2), table["sample_data"]!["rows"]!.AsArray().Select(r => (int)r![0]!));
    }

    [Fact]
    public void Brackets_without_end_are_no_value() => Assert.Null(BlockOutputs.Of(new string('[', 100_000), 0));

    [Theory]
    [InlineData("    if not rows:\n        return None\n    return [1]\n", "[1]")]
    [InlineData("    def inner():\n        return 2\n    return 'x' \\\n        'y'\n\n\n@test\ndef test_output(output, *args):\n    return 5\n", "'x' \\\n        'y'")]
    [InlineData("    \"\"\"\n    Returns:\n    return 7\n    \"\"\"\n    x = 1\n", "None")]
    [InlineData("    return\n", "None")]
    public void The_return_that_counts_is_the_last_one_of_the_decorated_functions_own_body(string body, string returned) =>
        Assert.Equal(returned, new BlockScript("def helper():\n    return 'not this'\n\n\n" + Loader + body, "python", TimeSpan.Zero).Returns);

    [Fact]
    public async Task A_block_run_shows_what_its_code_returned_when_it_ran()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p");
        await mage.Block("p", "good", Loader + "    # emulator: rows=1500\n    return pd.DataFrame({'id': [1, 2]})\n");
        await mage.Block("p", "vague", Loader + "    return orders[orders['amount'] > 0]\n", "good");
        await mage.Block("p", "silent", "x = 1\n", "vague");
        await mage.Block("p", "bad", Loader + "    raise ValueError('no')\n    return 1\n", "silent");
        await mage.Json("POST", "/api/pipelines/p/blocks", "{\"block\":{\"name\":\"out\",\"type\":\"data_exporter\",\"language\":\"python\",\"content\":\"return 1\\n\",\"upstream_blocks\":[\"good\"]}}");
        await mage.Json("POST", "/api/pipelines/p/blocks", "{\"block\":{\"name\":\"query\",\"type\":\"data_loader\",\"language\":\"sql\",\"content\":\"SELECT 1\",\"upstream_blocks\":[\"good\"]}}");
        JsonObject run = await mage.WaitFor(await mage.Trigger(await mage.Schedule("p")), "failed");
        await mage.Json("PUT", "/api/file_contents/data_loaders%2Fgood.py", "{\"file_content\":{\"content\":\"return 'changed'\\n\"}}");
        System.Collections.Generic.Dictionary<string, JsonArray> shown = new System.Collections.Generic.Dictionary<string, JsonArray>();
        foreach (JsonNode? block in run["block_runs"]!.AsArray())
        {
            shown[(string)block!["block_uuid"]!] = (await mage.Get($"/api/block_runs/{block["id"]}/outputs"))["outputs"]!.AsArray();
        }

        Assert.Equal("[1500,2]", $"[{shown["good"][0]!["shape"]![0]},{shown["good"][0]!["sample_data"]!["rows"]![1]![0]}]");
        Assert.Equal(1000, shown["good"][0]!["sample_data"]!["rows"]!.AsArray().Count);
        Assert.Equal("text:output of vague", Short(Assert.Single(shown["vague"])));
        Assert.Equal("text:output of query", Short(Assert.Single(shown["query"])));
        Assert.Empty(shown["silent"]);
        Assert.Empty(shown["bad"]);
        Assert.Empty(shown["out"]);
        Assert.StartsWith("'>' not supported", (string?)(await mage.Get($"/api/block_runs/{run["block_runs"]![0]!["id"]}/outputs?sample_count=5"))["error"]!["exception"], StringComparison.Ordinal);
    }

    private static string Short(JsonNode? output) => (string?)output!["type"] == "text"
        ? $"text:{output["text_data"]}"
        : $"table{output["shape"]!.ToJsonString()}:{output["sample_data"]!["columns"]!.ToJsonString()}{output["sample_data"]!["rows"]!.ToJsonString()}";
}
