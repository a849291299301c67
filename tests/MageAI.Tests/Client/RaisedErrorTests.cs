using MageAI.Resources;
using Xunit;

namespace MageAI.Tests.Client;

/// <summary>What a block raised, out of tracebacks as Mage 0.9.79 keeps them.</summary>
public sealed class RaisedErrorTests
{
    private const string Head = """
        Traceback (most recent call last):
          File "/usr/local/lib/python3.10/site-packages/mage_ai/shared/retry.py", line 38, in retry_func
            return func(*args, **kwargs)
                   ^^^^^^^^^^^^^^^^^^^^^

        """;

    [Theory]
    [InlineData("'missing'", "  File \"<string>\", line 8, in load\nKeyError: 'missing'\n", "KeyError: 'missing'", "line 8 in load")]
    [InlineData(
        "'missing'",
        "  File \"<string>\", line 8, in load\n  File \"<string>\", line 11, in pick\n  File \"/usr/lib/python3/dist-packages/pandas/core/frame.py\", line 3807, in __getitem__\n    indexer = self.columns.get_loc(key)\n              ^^^^^^^^^\nKeyError: 'missing'\n",
        "KeyError: 'missing'",
        "line 11 in pick")]
    [InlineData(
        "in a file",
        "  File \"<string>\", line 8, in load\n  File \"/home/src/shop/utils/dates.py\", line 2, in parse\n    raise ValueError(\"in a file\")\nValueError: in a file\n",
        "ValueError: in a file",
        "/home/src/shop/utils/dates.py line 2 in parse")]
    [InlineData("expected ':' (<string>, line 6)", "    exec(self.content, results)\n  File \"<string>\", line 6\n    def load()\n              ^\nSyntaxError: expected ':'\n", "SyntaxError: expected ':'", "line 6")]
    [InlineData("", "  File \"<string>\", line 6, in <module>\nAssertionError\n", "AssertionError", "line 6")]
    [InlineData("", "  File \"<string>\", line 8, in load\nshop.errors.Late\n", "shop.errors.Late", "line 8 in load")]
    [InlineData("two\nlines: of it\n  File \"x\", line 1", "  File \"<string>\", line 8, in load\nRuntimeError: two\nlines: of it\n  File \"x\", line 1\n", "RuntimeError: two\nlines: of it\n  File \"x\", line 1", "line 8 in load")]
    [InlineData("None", "    self.config = config[profile]\n                  ~~~~~~^^^^^^^^^\nKeyError: None\n", "KeyError: None", null)]
    [InlineData(null, "  File \"<string>\", line 8, in load\nValueError: short of rows:\n  row a\n", "ValueError: short of rows:\n  row a", "line 8 in load")]
    public void The_type_the_message_and_the_innermost_line_of_peoples_own_code_are_found(string? message, string end, string words, string? place)
    {
        RaisedError raised = RaisedError.Of(message, Head + end)!;

        Assert.Equal((words, place), (raised.Words, raised.Place));
        Assert.Equal((Head + end).TrimEnd(), raised.Traceback);
    }

    [Fact]
    public void Of_several_that_stand_below_each_other_the_last_counts()
    {
        string first = Head + "  File \"<string>\", line 3, in load\nZeroDivisionError: division by zero\n\nThe above exception was the direct cause of the following exception:\n\n";

        Assert.Equal(("RuntimeError: no rate", "line 5 in load"), Read("no rate", Head + "  File \"<string>\", line 5, in load\nRuntimeError: no rate\n"));
        Assert.Equal(("OSError: gone", "line 3 in load"), Read("gone", Head + "OSError: gone\n"));

        (string, string?) Read(string message, string last) => RaisedError.Of(message, first + last) is { } raised ? (raised.Words, raised.Place) : default;
    }

    [Theory]
    [InlineData("no rows", null, "no rows")]
    [InlineData(null, "only a text\n", "only a text")]
    [InlineData(" ", "", null)]
    public void What_is_no_traceback_is_a_text(string? message, string? traceback, string? words) =>
        Assert.Equal((words, null, null), (RaisedError.Of(message, traceback)?.Words, RaisedError.Of(message, traceback)?.Place, RaisedError.Of(message, traceback)?.Traceback));
}
