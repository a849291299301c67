using Xunit;

namespace MageAI.Tests.Hosting;

/// <summary>For errors that must end the command, and not merely be written.</summary>
internal static class Endings
{
    /// <summary>Runs a script so that an error that ends a command is caught, as a runbook's try would.</summary>
    public static RunResult RunToEnd(this MageHost host, string script, params (string Name, object? Value)[] variables) =>
        host.Run("try {\n" + script + "\n} catch { throw }", variables);

    /// <summary>The id of the one error, which must have ended the command and said what to do.</summary>
    public static string Ended(this RunResult result)
    {
        Assert.True(result.Terminating is not null, "Nothing ended the command.");
        Assert.Empty(result.Errors);
        Assert.IsType<MageException>(result.Error.Exception);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
        return result.ErrorId;
    }
}
