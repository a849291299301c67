using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MageAI.Emulation;
using Xunit;

namespace MageAI.Tests.Emulation;

public class PipelineTests
{
    [Theory]
    [InlineData("Größe 1", "größe_1")]
    [InlineData("2nd", "letter_2nd")]
    [InlineData("a/b fact", "a_b_fact")]
    [InlineData("fact 🎉", "fact__")]
    [InlineData("  fact spaces  ", "__fact_spaces__")]
    [InlineData("日本 fact", "日本_fact")]
    public async Task A_name_makes_a_uuid_as_in_mage(string name, string uuid)
    {
        using EmulatorHarness mage = new EmulatorHarness();
        Assert.Equal(uuid, await mage.Pipeline(name));
        Assert.Equal(name, (string?)(await mage.Get($"/api/pipelines/{Uri.EscapeDataString(uuid)}"))["pipeline"]!["name"]);
    }

    [Fact]
    public async Task Blocks_that_are_not_sent_in_order_are_lost()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "q1", "q2", "q3");
        await mage.Json("PUT", "/api/pipelines/p", "{\"pipeline\":{\"blocks\":[{\"uuid\":\"q1\"}]}}");
        Assert.Equal(3, (await mage.Get("/api/pipelines/p/blocks"))["blocks"]!.AsArray().Count);
        await mage.Json("PUT", "/api/pipelines/p?update_content=true", "{\"pipeline\":{\"blocks\":[{\"uuid\":\"q2\",\"content\":\"y = 2\"}]}}");
        Assert.Equal("q2", (string?)(await mage.Get("/api/pipelines/p/blocks"))["blocks"]!.AsArray().Single()!["uuid"]);
        await mage.Json("PUT", "/api/pipelines/p", "{\"pipeline\":{\"blocks\":[{\"uuid\":\"unknown\"}]}}");
        Assert.Empty((await mage.Get("/api/pipelines/p/blocks"))["blocks"]!.AsArray());
    }

    [Fact]
    public async Task Block_files_are_shared_and_renaming_one_takes_it_from_the_others()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("a", "x=first\n");
        await mage.Pipeline("b", "x=second\n");
        Assert.Equal("second\n", (string?)(await mage.Get("/api/pipelines/a/blocks/x"))["block"]!["content"]);
        await mage.Json("PUT", "/api/pipelines/a/blocks/x", "{\"block\":{\"name\":\"y\"}}");
        Assert.Equal("second\n", (string?)(await mage.Get("/api/pipelines/a/blocks/y"))["block"]!["content"]);
        Assert.Equal("", (string?)(await mage.Get("/api/pipelines/b/blocks/x"))["block"]!["content"]);
    }

    /// <summary>Seen on 0.9.79.</summary>
    [Fact]
    public async Task Who_uses_a_file_is_told_of_blocks_that_are_made_and_removed_and_of_no_new_name()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("a", "x=first\n");
        await mage.Pipeline("b", "x=second\n");
        await mage.Json("PUT", "/api/pipelines/a/blocks/x", "{\"block\":{\"name\":\"y\"}}");

        Assert.Equal(["a", "b"], await Users("b/blocks/x"));
        Assert.Empty(await Users("a/blocks/y"));
        await mage.Block("a", "x", "third\n", []);
        await mage.Json("DELETE", "/api/pipelines/a/blocks/x");
        Assert.Equal(["b"], await Users("b/blocks/x"));

        async Task<string[]> Users(string block) =>
            [.. (await mage.Get($"/api/pipelines/{block}?_format=with_settings"))["block"]!["pipelines"]!.AsArray().Select(user => (string)user!["pipeline"]!["uuid"]!).Order()];
    }

    [Fact]
    public async Task A_block_with_dependents_is_deleted_only_by_force_and_they_inherit_its_upstreams()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a", "b", "c");
        Assert.StartsWith("Block(s) ['c'] are depending", (string?)(await mage.Json("DELETE", "/api/pipelines/p/blocks/b"))["error"]!["exception"], StringComparison.Ordinal);
        await mage.Json("DELETE", "/api/pipelines/p/blocks/b?force=true");
        Assert.Equal("a", (string?)(await mage.Get("/api/pipelines/p/blocks/c"))["block"]!["upstream_blocks"]!.AsArray().Single());
    }

    [Fact]
    public async Task Deleting_a_pipeline_leaves_its_triggers_and_runs()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a");
        await mage.Trigger(await mage.Schedule("p"));
        await mage.Json("DELETE", "/api/pipelines/p");
        Assert.Equal((0, 1, 1, 1), (mage.Emulator.CountOf("pipelines"), mage.Emulator.CountOf("schedules"), mage.Emulator.CountOf("pipeline_runs"), mage.Emulator.CountOf("block_runs")));
    }

    [Fact]
    public async Task Metadata_read_as_a_file_and_written_for_another_pipeline_makes_a_copy()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("p", "a", "b");
        await mage.Json("PUT", "/api/pipelines/p", "{\"pipeline\":{\"description\":\"it's: \\\"odd\\\" # text\",\"tags\":[\"x\",\"1\"]}}");
        string yaml = (string)(await mage.Get("/api/file_contents/pipelines%2Fp%2Fmetadata.yaml"))["file_content"]!["content"]!;
        await mage.Json("PUT", "/api/file_contents/pipelines%2Fq%2Fmetadata.yaml", new JsonObject { ["file_content"] = new JsonObject { ["content"] = yaml } }.ToJsonString());
        JsonNode copy = (await mage.Get("/api/pipelines/q"))["pipeline"]!;
        Assert.Equal("it's: \"odd\" # text", (string?)copy["description"]);
        Assert.Equal(["x", "1"], copy["tags"]!.AsArray().Select(t => (string?)t));
        Assert.Equal(["a", "b"], copy["blocks"]!.AsArray().Select(b => (string?)b!["uuid"]));
        Assert.Equal("a", (string?)copy["blocks"]![1]!["upstream_blocks"]![0]);
    }

    [Fact]
    public async Task State_in_a_folder_outlives_the_emulator()
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { Path = folder, TickMilliseconds = 20, Sample = true }))
            {
                await mage.Pipeline("kept", "a");
                await mage.WaitFor(await mage.Trigger(await mage.Schedule("kept")), "completed");
            }

            using EmulatorHarness again = new EmulatorHarness(new MageEmulatorOptions { Path = folder, Sample = true });
            Assert.Equal("x = 1\n", (string?)(await again.Get("/api/pipelines/kept/blocks/a"))["block"]!["content"]);
            Assert.Equal("completed", (string?)(await again.Get("/api/pipeline_runs?pipeline_uuid=kept"))["pipeline_runs"]![0]!["status"]);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
