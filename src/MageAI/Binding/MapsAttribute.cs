using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Takes hashtables where sets of named values are meant. Anything else is left as it is, for another parameter to take.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MapsAttribute : ArgumentTransformationAttribute
{
    /// <summary>Takes PowerShell's wrappings off the values of hashtables.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The sets; what was passed where it is something else.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        switch (plain)
        {
            case IDictionary map:
                return new[] { (IDictionary)PlainValue.Of(map)! };
            case IList list:
                List<IDictionary> maps = [];
                foreach (object? item in list)
                {
                    if ((item is PSObject inner ? inner.BaseObject : item) is not IDictionary map)
                    {
                        return inputData;
                    }

                    maps.Add((IDictionary)PlainValue.Of(map)!);
                }

                return maps.ToArray();
            default:
                return inputData;
        }
    }
}
