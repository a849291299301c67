using System;
using System.Collections;
using System.Collections.Generic;
using MageAI.Binding;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>The values of parameters, of which some came from the cells of a row: those are what the row means (<see cref="CellValue"/>), the others what they are.</summary>
/// <param name="isCell">Whether the value of a parameter came from a cell.</param>
internal sealed class RowCells(Func<string, bool> isCell)
{
    /// <summary>A text.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="value">What was bound.</param>
    /// <param name="now">What the thing has now.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/>: the cell was damaged.</exception>
    public string? Text(string parameter, string? value, string? now) => isCell(parameter) ? CellValue.Text(parameter, value, now) : value;

    /// <summary>Words.</summary>
    /// <inheritdoc cref="Text"/>
    public string[] List(string parameter, string?[]? value, string[]? now) => isCell(parameter)
        ? CellValue.List(parameter, ListAttribute.Of(value, isCell: true), value is [string cell] ? cell : null, now ?? [])
        : ListAttribute.Of(value, isCell: false);

    /// <summary>Named values.</summary>
    /// <inheritdoc cref="Text"/>
    public IDictionary? Map(string parameter, IDictionary? value, Dictionary<string, object?>? now) =>
        value is not null && isCell(parameter) ? CellValue.Map(parameter, value, now) : value;
}
