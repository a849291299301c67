using System;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Leaves the blanks around a new name out: Mage would keep them, and nobody who names the thing afterwards would find it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TrimmedAttribute : ArgumentTransformationAttribute
{
    /// <summary>Leaves the blanks out.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The name; anything but a text as it came.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string name ? name.Trim() : inputData;
}
