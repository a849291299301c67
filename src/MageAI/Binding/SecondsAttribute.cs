using System;
using System.Globalization;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Takes a number of seconds, a TimeSpan, or either as text, where a duration in seconds is meant.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    /// <summary>Turns what was passed into whole seconds.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The seconds; null for nothing and for a blank text.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain switch
        {
            null => null,
            TimeSpan span => Whole(span.TotalSeconds),
            string text when string.IsNullOrWhiteSpace(text) => null,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => Whole(seconds),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) => Whole(span.TotalSeconds),
            int or long or short or byte or double or decimal or float => Whole(Convert.ToDouble(plain, CultureInfo.InvariantCulture)),
            _ => throw new ArgumentTransformationMetadataException($"'{plain}' is no duration. Pass seconds, or a TimeSpan such as '01:30:00'."),
        };
    }

    private static int Whole(double seconds) => seconds is >= 0 and <= int.MaxValue
        ? (int)Math.Round(seconds)
        : throw new ArgumentTransformationMetadataException("A duration lies between 0 and 2147483647 seconds.");
}
