using System;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Takes a TimeSpan, or a text such as 30m, 6h or 2d, where a duration is meant.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Turns what was passed into a duration.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The duration; null for nothing and for a blank text.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => DurationValue.Read(inputData, null);
}
