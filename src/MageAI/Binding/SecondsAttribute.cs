using System;
using System.Globalization;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Takes a number of seconds, a TimeSpan, or a text such as 2h, where a duration in seconds is meant.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the seconds may have a fraction; else they are rounded, and never to nothing.</summary>
    public bool HasFraction { get; set; }

    /// <summary>Whether it is kept as whole seconds, so that a fraction is refused and not lost without a word.</summary>
    public bool IsKept { get; set; }

    /// <summary>Turns what was passed into seconds.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The seconds; null for nothing and for a blank text.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => DurationValue.Read(inputData, TimeSpan.FromSeconds(1)) switch
    {
        null => null,
        TimeSpan span when HasFraction => span.TotalSeconds,
        TimeSpan span when IsKept && span.Ticks % TimeSpan.TicksPerSecond != 0 => throw new ArgumentTransformationMetadataException(
            $"{span.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds are kept as whole seconds, and the fraction would be lost. Pass a whole number of seconds, or a text such as 90s, 30m or 6h."),
        TimeSpan { TotalSeconds: <= int.MaxValue } span => span.TotalSeconds is > 0 and < 1 ? 1 : (int)Math.Round(span.TotalSeconds),
        _ => throw new ArgumentTransformationMetadataException("A duration lies between 0 and 2147483647 seconds. Pass a number of seconds, or a text such as 90s, 30m or 6h."),
    };
}
