using System;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Client;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("/api/pipeline_schedules/3/pipeline_runs/67d62ed3", "/api/pipeline_schedules/3/pipeline_runs/***")]
    [InlineData("pipeline_schedules/3/pipeline_runs/67d62ed3?x=1", "pipeline_schedules/3/pipeline_runs/***?x=1")]
    [InlineData("/api/pipeline_schedules/3/pipeline_runs?_limit=4", "/api/pipeline_schedules/3/pipeline_runs?_limit=4")]
    [InlineData("/api/sessions/abc.def", "/api/sessions/***")]
    [InlineData("/api/downloads/abc.def", "/api/downloads/***")]
    [InlineData("/api/runs/abcdef", "/api/runs/***")]
    [InlineData("/api/pipelines?api_key=k1&token=t1&search=x", "/api/pipelines?api_key=***&token=***&search=x")]
    [InlineData("/api/pipelines/token/blocks", "/api/pipelines/token/blocks")]
    public void Paths_lose_what_stands_where_a_token_stands(string path, string shown) => Assert.Equal(shown, Redactor.Path(path, []));

    [Theory]
    [InlineData("""{"token": "abc", "name": "x"}""", """{"token": "***", "name": "x"}""")]
    [InlineData("""{'password': 'abc', 'name': 'x'}""", """{'password': '***', 'name': 'x'}""")]
    [InlineData("""{"password":"it's \"mine\" really","name":"x"}""", """{"password":"***","name":"x"}""")]
    [InlineData("""{"pipeline_schedule_token":"abc","api_key":"k","password_current":"old"}""", """{"pipeline_schedule_token":"***","api_key":"***","password_current":"***"}""")]
    [InlineData("see http://me:pw@host/x?token=abc&y=1", "see http://***@host/x?token=***&y=1")]
    [InlineData("the token is fine", "the token is fine")]
    public void Texts_lose_fields_and_addresses_that_hold_secrets(string text, string shown) => Assert.Equal(shown, Redactor.Text(text, []));

    [Theory]
    [InlineData("said s3cr&t ä", "said ***")]
    [InlineData("said s3cr%26t%20%C3%A4", "said ***")]
    public void Known_values_go_wherever_they_stand_also_percent_encoded(string text, string shown)
    {
        Assert.Equal(shown, Redactor.Text(text, ["s3cr&t ä"]));
        Assert.Equal("abc", Redactor.Text("abc", ["abc"]));
    }

    [Theory]
    [InlineData("the admin role of admin@admin.com may do it", "the admin role of admin@admin.com may do it")]
    [InlineData("Pipeline admin_reports does not exist", "Pipeline admin_reports does not exist")]
    [InlineData("admin", "***")]
    [InlineData("{'password': 'admin', 'role': 'viewer'}", "{'password': '***', 'role': 'viewer'}")]
    [InlineData("[parameters: ('bob', 'admin', 1)]", "[parameters: ('bob', '***', 1)]")]
    [InlineData("{\"message\": \"{\\\"p\\\": \\\"admin\\\"}\"}", "{\"message\": \"{\\\"p\\\": \\\"***\\\"}\"}")]
    [InlineData("user admin with password admin, token: admin", "user admin with password ***, token: ***")]
    [InlineData("the password is admin.", "the password is ***.")]
    [InlineData("Authorization: Bearer admin", "Authorization: Bearer ***")]
    [InlineData("Authorization: Basic YWRtaW4=", "Authorization: Basic ***")]
    [InlineData("see http://me:admin@host/admin?password=admin&search=admin", "see http://***@host/admin?password=***&search=admin")]
    public void A_secret_that_is_a_word_goes_where_it_stands_as_a_value(string text, string shown) => Assert.Equal(shown, Redactor.Text(text, ["admin"]));

    [Theory]
    [InlineData("administrator")]
    [InlineData("20260131")]
    [InlineData("v1.2")]
    [InlineData("daily_sales")]
    public void Words_and_numbers_stay_in_other_texts(string secret)
    {
        Assert.Equal($"pipeline {secret} of {secret}s", Redactor.Text($"pipeline {secret} of {secret}s", [secret]));
        Assert.Equal($"/api/pipelines/{secret}/blocks", Redactor.Path($"/api/pipelines/{secret}/blocks", [secret]));
        Assert.Equal("password=***", Redactor.Text("password=" + secret, [secret]));
    }

    [Theory]
    [InlineData("s3cret")]
    [InlineData("summer2026")]
    [InlineData("correct horse battery staple")]
    [InlineData("qwertzuiopasdfghjklyxcvb")]
    public void Others_go_wherever_they_stand(string secret) => Assert.Equal("pre***post", Redactor.Text($"pre{secret}post", [secret]));

    [Fact]
    public void A_token_survives_only_as_itself()
    {
        MageToken plain = MageToken.Read(Secret.Protect("abc.def"));
        Assert.Equal(("abc.def", true, true), (Secret.Reveal(plain.Inner), plain.Jwt is null, plain.Expires is null));

        string payload = Convert.ToBase64String("{\"token\":\"inner\",\"expires\":1786630289.5}"u8.ToArray()).TrimEnd('=');
        MageToken whole = MageToken.Read(Secret.Protect($"h.{payload}.s"));
        Assert.Equal(("inner", $"h.{payload}.s"), (Secret.Reveal(whole.Inner), Secret.Reveal(whole.Jwt!)));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1786630289500), whole.Expires);

        // Three parts, but none of them a payload.
        Assert.Equal("a.b.c", Secret.Reveal(MageToken.Read(Secret.Protect("a.b.c")).Inner));
    }
}
