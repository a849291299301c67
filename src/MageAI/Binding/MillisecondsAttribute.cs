using System;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Takes a number of milliseconds, a TimeSpan, or a text such as 2s, where a duration in milliseconds is meant.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MillisecondsAttribute : ArgumentTransformationAttribute
{
    /// <summary>Turns what was passed into milliseconds.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The milliseconds; null for nothing and for a blank text.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => DurationValue.Read(inputData, TimeSpan.FromMilliseconds(1)) switch
    {
        null => null,
        TimeSpan { TotalMilliseconds: <= int.MaxValue } span => (int)Math.Ceiling(span.TotalMilliseconds),
        _ => throw new ArgumentTransformationMetadataException("A duration lies between 0 and 2147483647 milliseconds. Pass a number of milliseconds, or a text such as 90s or 30m."),
    };
}
