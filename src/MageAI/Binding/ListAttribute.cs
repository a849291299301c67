using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using MageAI.Terms;

namespace MageAI.Binding;

/// <summary>
/// Takes words where a list is meant. What comes out of a cell of a table is one text with all of them, and looks like a list of one once it is bound:
/// so a list of one gets a mark, which <see cref="Of"/> takes off.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListAttribute : ArgumentTransformationAttribute
{
    /// <summary>Turns what was passed into an array.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>An array of one for a text; what was passed else, with a mark behind the only item of a list.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            System.Collections.IList { Count: 1 } list => new[] { Text(list[0]), null },
            _ => inputData,
        };

    /// <summary>The words.</summary>
    /// <param name="bound">What was bound.</param>
    /// <param name="isCell">Whether a text may be a cell's, and hold several.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/>: a cell holds no list.</exception>
    internal static string[] Of(string?[]? bound, bool isCell) => bound switch
    {
        null => [],
        [string cell] when isCell => CellList.Read(cell),
        _ => [.. bound.OfType<string>()],
    };

    private static string? Text(object? item) => Convert.ToString(item is PSObject wrapped ? wrapped.BaseObject : item, CultureInfo.InvariantCulture);
}
