using System;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace MageAI.Tests.Emulation;

public class AuthTests
{
    [Fact]
    public async Task Without_a_key_the_status_is_401_while_the_body_says_200()
    {
        using EmulatorHarness mage = EmulatorHarness.WithOwner();
        mage.SendKey = false;
        using System.Net.Http.HttpResponseMessage response = await mage.Send("GET", "/api/pipelines");
        JsonNode body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal((200, "invalid_api_key"), ((int)body["status"]!, (string?)body["error"]!["type"]));
        Assert.NotNull((await mage.Get("/api/statuses"))["statuses"]);
    }

    [Fact]
    public async Task Signing_in_gives_a_token_that_signing_out_expires()
    {
        using EmulatorHarness mage = EmulatorHarness.WithOwner();
        Assert.True(mage.Emulator.RequiresAuthentication);
        Assert.Equal("Private access for list only, invalid scope.", (string?)(await mage.Get("/api/pipelines"))["error"]!["message"]);
        JsonNode session = (await mage.Json("POST", "/api/sessions", "{\"session\":{\"email\":\"admin@admin.com\",\"password\":\"admin\"}}"))["session"]!;
        string payload = ((string)session["token"]!).Split('.')[1];
        JsonNode claims = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='))))!;
        mage.Token = (string?)claims["token"];
        Assert.NotNull((await mage.Get("/api/pipelines"))["pipelines"]);
        await mage.Json("PUT", "/api/sessions/1", "{\"session\":{}}");
        Assert.Equal("expired_oauth_token", (string?)(await mage.Get("/api/pipelines"))["error"]!["type"]);
    }

    [Fact]
    public async Task A_refused_sign_in_lends_its_text_to_every_not_found()
    {
        using EmulatorHarness mage = EmulatorHarness.WithOwner();
        await mage.Json("POST", "/api/sessions", "{\"session\":{\"email\":\"admin@admin.com\",\"password\":\"no\"}}");
        mage.Token = mage.Emulator.AddUser("v@x.io", "password1", "viewer");
        Assert.Equal("Email/username and/or password invalid.", (string?)(await mage.Get("/api/pipeline_runs/99"))["error"]!["message"]);
    }

    [Fact]
    public async Task A_viewer_may_read_and_not_write()
    {
        using EmulatorHarness mage = EmulatorHarness.WithOwner();
        mage.Token = mage.Emulator.AddUser("v@x.io", "password1", "viewer");
        Assert.NotNull((await mage.Get("/api/pipelines"))["pipelines"]);
        Assert.Equal("Unauthorized operation create on pipelines, failed condition.", (string?)(await mage.Json("POST", "/api/pipelines", "{\"pipeline\":{\"name\":\"x\"}}"))["error"]!["message"]);
    }

    [Fact]
    public async Task An_editors_settings_are_dropped_on_create_and_a_token_drops_all_but_the_status()
    {
        using EmulatorHarness mage = EmulatorHarness.WithOwner();
        mage.Token = mage.Emulator.AddUser("e@x.io", "password1", "editor");
        await mage.Pipeline("p");
        JsonObject made = await mage.Schedule("p", "\"name\":\"t\",\"schedule_type\":\"api\",\"description\":\"d\",\"settings\":{\"timeout\":5},\"sla\":9");
        Assert.Null(made["settings"]);
        Assert.Null(made["sla"]);
        Assert.Equal("d", (string?)made["description"]);
        JsonNode updated = (await mage.Json("PUT", $"/api/pipeline_schedules/{made["id"]}", "{\"pipeline_schedule\":{\"token\":\"x\",\"description\":\"new\",\"status\":\"active\"}}"))["pipeline_schedule"]!;
        Assert.Equal(("d", "active", (string?)made["token"]), ((string?)updated["description"], (string?)updated["status"], (string?)updated["token"]));
        JsonNode allowed = (await mage.Json("PUT", $"/api/pipeline_schedules/{made["id"]}", "{\"pipeline_schedule\":{\"settings\":{\"timeout\":5}}}"))["pipeline_schedule"]!;
        Assert.Equal(5, (int)allowed["settings"]!["timeout"]!);
    }

    [Fact]
    public async Task Tokens_can_all_be_made_to_expire()
    {
        using EmulatorHarness mage = EmulatorHarness.WithOwner();
        mage.Token = mage.Emulator.AddUser("o@x.io", "password1", "owner");
        mage.Emulator.ExpireTokens();
        using System.Net.Http.HttpResponseMessage response = await mage.Send("GET", "/api/pipelines");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        mage.Token = mage.Emulator.AddUser("o2@x.io", "password1", "owner");
        Assert.NotNull((await mage.Get("/api/pipelines"))["pipelines"]);
    }
}
