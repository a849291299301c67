using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Json;

namespace MageAI.Binding;

/// <summary>
/// Takes hashtables, rows, objects with properties, or JSON as text where sets of named values are meant. Anything else is left as it is, for another
/// parameter to take; so are Mage's own objects and copies of them, which stand for what they show.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MapsAttribute : ArgumentTransformationAttribute
{
    /// <summary>Takes PowerShell's wrappings off the values of each set.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The sets; what was passed where it is something else.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        List<IDictionary> maps = [];
        return TryAdd(maps, inputData) ? maps.ToArray() : inputData;
    }

    private static bool TryAdd(List<IDictionary> maps, object? value)
    {
        if (PlainValue.IsMap(value))
        {
            if (value is PSObject { BaseObject: PSCustomObject } custom && custom.TypeNames.Any(name => name.Contains(nameof(MageAI) + ".")))
            {
                return false;
            }

            maps.Add((IDictionary)PlainValue.Of(value)!);
            return true;
        }

        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (plain is string text)
        {
            return text.TrimStart() is ['{' or '[', ..] && JsonValue.TryParse(text, out plain, out _) && TryAdd(maps, plain);
        }

        return plain is IList list && list.Cast<object?>().All(item => TryAdd(maps, item));
    }
}
