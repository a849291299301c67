using System;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace MageAI.Tests.Emulation;

/// <summary>What only a bare socket can send.</summary>
public class WireTests
{
    [Fact]
    public async Task Pipelined_requests_are_answered_one_after_the_other()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        string replies = await Exchange(mage, "GET /api/statuses HTTP/1.1\r\nHost: x\r\n\r\nGET /api/tags HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Contains("\"statuses\"", replies, StringComparison.Ordinal);
        Assert.Contains("\"tags\"", replies, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunked_body_is_read()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        string reply = await Exchange(mage, "POST /api/pipelines HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\na\r\n{\"pipeline\r\n12\r\n\": {\"name\": \"abc\"}\r\n1\r\n}\r\n0\r\n\r\n");
        Assert.Contains("\"uuid\": \"abc\"", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_expects_to_be_told_is_told_to_go_on()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        string reply = await Exchange(mage, "POST /api/pipelines HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 28\r\nConnection: close\r\n\r\n{\"pipeline\":{\"name\":\"told\"}}");
        Assert.StartsWith("HTTP/1.1 100 (Continue)\r\n\r\nHTTP/1.1 200 OK\r\n", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_1_0_without_a_host_is_answered_and_closed()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await Exchange(mage, "GET /api/statuses HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_is_refused_without_a_body_and_a_double_slash_is_not_found()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        Assert.StartsWith("HTTP/1.1 405 ", await Exchange(mage, "HEAD /api/pipelines HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404 ", await Exchange(mage, "GET //api/statuses HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    private static async Task<string> Exchange(EmulatorHarness mage, string bytes)
    {
        using TcpClient client = new TcpClient("127.0.0.1", mage.Emulator.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(bytes));
        StringBuilder reply = new StringBuilder();
        byte[] buffer = new byte[65536];
        for (int read; (read = await stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(5))) > 0;)
        {
            reply.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return reply.ToString();
    }
}
