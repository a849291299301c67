using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using MageAI.Operations;
using MageAI.Runs;

namespace MageAI.Commands;

/// <summary>
/// Reads what blocks returned in a run: the first rows of tables, a thousand at most, or texts. Blocks that have not completed and
/// those that return nothing, as exporters do, have no output.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MageBlockOutput")]
[OutputType(typeof(MageBlockOutput))]
[OutputType(typeof(PSObject))]
public sealed class GetMageBlockOutputCommand : BlockRunReaderCommand
{
    /// <summary>Emit the rows themselves, each an object with a property a column; a text is a row with the property Value.</summary>
    [Parameter]
    public SwitchParameter AsRow { get; set; }

    private protected override void Emit(MageSession session, IEnumerable<MageBlockRun> blocks)
    {
        MageBlockRun[] completed = [.. blocks.Where(block => block.Status == "completed").OrderBy(block => block.StartedAt)];
        bool some = completed.Length == 0;
        foreach (MageBlockRun block in completed)
        {
            bool isRead = Attempt(block, () =>
            {
                foreach (MageBlockOutput output in Await(call => session.Runs.OutputsAsync(block, call)))
                {
                    some = true;
                    if (AsRow)
                    {
                        EmitRows(output);
                    }
                    else
                    {
                        WriteObject(output);
                    }
                }
            });
            some |= !isRead;
        }

        // Blocks that return nothing are common, and have a log all the same.
        if (!some && completed[0] is { PipelineUuid: string pipeline } first
            && Await(call => LeftBehind.WithoutLogAsync(session, pipeline, [first], call)).Count > 0)
        {
            WriteWarning(LeftBehind.Words("output", first.PipelineRunId, pipeline));
        }
    }

    private void EmitRows(MageBlockOutput output)
    {
        if (output.TextData is string text)
        {
            PSObject value = new();
            value.Properties.Add(new PSNoteProperty("Value", text));
            WriteObject(value);
        }

        string[] names = Names(output);
        foreach (object?[] row in output.Rows)
        {
            PSObject item = new();
            for (int i = 0; i < row.Length && i < names.Length; i++)
            {
                item.Properties.Add(new PSNoteProperty(names[i], row[i]));
            }

            WriteObject(item);
        }
    }

    /// <summary>A table may have columns without a name, or two of one; an object may not.</summary>
    private static string[] Names(MageBlockOutput output)
    {
        int width = output.Rows.Select(row => row.Length).Append(output.Columns.Length).Max();
        List<string> names = [];
        for (int i = 0; i < width; i++)
        {
            string name = i < output.Columns.Length && output.Columns[i].Length > 0 ? output.Columns[i] : "Column" + i.ToString(CultureInfo.InvariantCulture);
            while (names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                name += "_";
            }

            names.Add(name);
        }

        return [.. names];
    }
}
