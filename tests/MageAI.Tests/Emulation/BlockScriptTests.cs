using System;
using System.Globalization;
using System.Linq;
using MageAI.Emulation.Python;
using Xunit;

namespace MageAI.Tests.Emulation;

public class BlockScriptTests
{
    [Theory]
    [InlineData("print('export', 15)", "export|15")]
    [InlineData("print('two\\nlines')", "two|lines")]
    [InlineData("print('one\\n\\nthree  ')", "one||three")]
    [InlineData("print('  ')", "")]
    [InlineData("print()", "")]
    [InlineData("print(f'{n} rows of {{all}}')", "{n} rows of {all}")]
    [InlineData("print('a', 'b', sep=',', end='!')", "a|,|b|!")]
    [InlineData("print('count:', len(df), flush=True)", "count:|len(df)")]
    [InlineData("print(\n    'over',  # a comment, with a comma\n    'lines (and brackets)',\n)", "over|lines (and brackets)")]
    [InlineData("print('it is', None, [1, 'x'], 2.50)", "it is|None|[1, 'x']|2.5")]
    [InlineData("\"\"\"\nprint('in a docstring')\n\"\"\"\n# print('in a comment')\nprinted = 1\nx = 1; print('behind')", "behind")]
    [InlineData("print('before')\nraise ValueError('x')\nprint('after')", "before")]
    public void Each_argument_and_each_line_of_a_print_is_a_record(string code, string lines) =>
        Assert.Equal(lines, string.Join('|', new BlockScript(code, "python", TimeSpan.Zero).Lines.Select(l => l.Text)));

    [Theory]
    [InlineData("# emulator: seconds=3\nprint('a')\nprint('b')\nprint('c')\n", "0 1 2", 3)]
    [InlineData("print('a', 'b')\nprint('c')\n", "0 0 0.5", 1)]
    [InlineData("print('a')\ntime.sleep(1)\nprint('b')\ntime.sleep(2)\nprint('c')\n", "0 1 3", 3)]
    [InlineData("# emulator: seconds=1\nprint('a')\ntime.sleep(2)\nprint('b')\n", "1 3", 3)]
    [InlineData("time.sleep(1)\nprint('a')\nraise ValueError('x')\ntime.sleep(60)\n", "1", 1)]
    public void Prints_have_their_place_in_the_time_that_a_block_takes(string code, string after, double seconds)
    {
        BlockScript script = new BlockScript(code, "python", TimeSpan.FromSeconds(1));
        Assert.Equal(after, string.Join(' ', script.Lines.Select(l => l.After.TotalSeconds.ToString(CultureInfo.InvariantCulture))));
        Assert.Equal(seconds, script.Duration.TotalSeconds);
    }

    [Theory]
    [InlineData("raise ValueError('boom')", "ValueError", "boom")]
    [InlineData("raise requests.HTTPError(f'status {code}') from e", "requests.HTTPError", "status {code}")]
    [InlineData("raise Exception('one\\n'\n    'two <a> & \"b\"')", "Exception", "one\ntwo <a> & \"b\"")]
    [InlineData("raise KeyError('amount')", "KeyError", "'amount'")]
    [InlineData("raise Exception(message)", "Exception", "message")]
    [InlineData("raise StopNow", "StopNow", "")]
    [InlineData("    raise", "RuntimeError", "No active exception to reraise")]
    public void The_message_of_what_is_raised_is_its_first_argument(string code, string type, string message)
    {
        BlockScript script = new BlockScript(code, "python", TimeSpan.Zero);
        Assert.Equal((type, message), (script.ErrorType, script.Error));
    }
}
