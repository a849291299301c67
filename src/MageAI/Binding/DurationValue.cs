using System;
using System.Globalization;
using System.Management.Automation;
using MageAI.Terms;

namespace MageAI.Binding;

/// <summary>What was passed where a duration is meant.</summary>
internal static class DurationValue
{
    /// <summary>Reads it.</summary>
    /// <param name="inputData">A TimeSpan, a text such as 2h, or, where a unit is known, a number.</param>
    /// <param name="unit">What a number without a unit counts; null where it needs one.</param>
    /// <returns>The duration; null for nothing and for a blank text.</returns>
    /// <exception cref="ArgumentTransformationMetadataException">It is none.</exception>
    public static TimeSpan? Read(object inputData, TimeSpan? unit)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        switch (plain)
        {
            case null:
                return null;
            case TimeSpan { Ticks: >= 0 } span:
                return span;
            case string text when string.IsNullOrWhiteSpace(text):
                return null;
            case string text when DurationText.TryParse(text, unit, out TimeSpan span):
                return span;

            // PowerShell takes 90s and 2d for numbers, but keeps what was typed.
            case short or decimal or int or long or double or float when inputData is PSObject && DurationText.TryParse(inputData.ToString()!, unit, out TimeSpan typed):
                return typed;

            // Where it went through a variable, 2d is the decimal 2 and nothing more.
            case decimal number when number % 1 == 0:
                throw new ArgumentTransformationMetadataException(
                    $"'{number.ToString(CultureInfo.InvariantCulture)}' may have been {number.ToString("0", CultureInfo.InvariantCulture)}d, which PowerShell takes for a number. Write it in quotes, such as '2d', or pass an [int].");
            case short or decimal or int or long or double or float or byte when unit is not null
                && DurationText.TryParse(Convert.ToDouble(plain, CultureInfo.InvariantCulture).ToString("0.######", CultureInfo.InvariantCulture), unit, out TimeSpan counted):
                return counted;
            default:
                throw new ArgumentTransformationMetadataException(
                    $"'{Convert.ToString(plain, CultureInfo.InvariantCulture)}' is no duration. Pass a TimeSpan, {(unit is null ? "or" : "a number, or")} a number and s, m, h, d or w, such as 6h.");
        }
    }
}
