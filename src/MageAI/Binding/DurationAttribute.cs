using System;
using System.Globalization;
using System.Management.Automation;
using MageAI.Terms;

namespace MageAI.Binding;

/// <summary>Takes a TimeSpan, or a text such as 30m, 6h or 2d, where a duration is meant.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Turns what was passed into a duration.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The duration; null for nothing and for a blank text.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain switch
        {
            null => null,
            TimeSpan { Ticks: >= 0 } span => span,
            string text when string.IsNullOrWhiteSpace(text) => null,
            string text when DurationText.TryParse(text, out TimeSpan span) => span,
            string text when text.IndexOf(':') > 0 && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) && span >= TimeSpan.Zero => span,
            _ => throw new ArgumentTransformationMetadataException($"'{plain}' is no duration. Pass a TimeSpan, or a number and s, m, h, d or w, such as 6h."),
        };
    }
}
