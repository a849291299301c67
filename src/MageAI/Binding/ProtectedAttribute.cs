using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using MageAI.Transport;

namespace MageAI.Binding;

/// <summary>
/// Takes named values and makes SecureStrings of the texts whose names say that they are secret. An error record remembers what a
/// command was called with, and people export error records.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProtectedAttribute : ArgumentTransformationAttribute
{
    /// <summary>Copies named values with the secrets protected.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>A dictionary; what was passed, if it is none.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is IDictionary map ? Copy(map) : inputData;

    internal static Dictionary<string, object?> Copy(IDictionary map)
    {
        Dictionary<string, object?> copy = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in map)
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            copy[name] = Inside(entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value, Redactor.IsSecretName(name));
        }

        return copy;
    }

    private static object? Inside(object? value, bool secret) => value switch
    {
        string { Length: > 0 } text when secret => Secret.Protect(text),
        IDictionary inner => Copy(inner),
        List<object?> list => list.Select(item => Inside(item, secret)).ToList(),
        _ => value,
    };
}
