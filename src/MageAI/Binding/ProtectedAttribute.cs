using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using MageAI.Transport;

namespace MageAI.Binding;

/// <summary>
/// Takes named values, as a hashtable, an object or a JSON text, and makes SecureStrings of the texts whose names say that they are secret. An
/// error record remembers what a command was called with, and people export error records.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProtectedAttribute : ArgumentTransformationAttribute
{
    /// <summary>Copies named values with the secrets protected.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>A dictionary; what was passed, if it is none.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        IDictionary? named = (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            IDictionary map => map,
            PSCustomObject => Properties((PSObject)inputData),
            string text when text.TrimStart().StartsWith("{", StringComparison.Ordinal) => new MapAttribute().Transform(engineIntrinsics, text) as IDictionary,
            _ => null,
        };
        if (named is null)
        {
            return inputData;
        }

        Dictionary<string, object?> copy = Copy(named);
        foreach (DictionaryEntry entry in named)
        {
            if ("Header".Equals(Convert.ToString(entry.Key, CultureInfo.InvariantCulture), StringComparison.OrdinalIgnoreCase) && entry.Value is object headers)
            {
                copy["Header"] = new HeadersAttribute().Transform(engineIntrinsics, headers);
            }
        }

        return copy;
    }

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

    private static Hashtable Properties(PSObject custom)
    {
        Hashtable named = new(StringComparer.OrdinalIgnoreCase);
        foreach (PSPropertyInfo property in custom.Properties)
        {
            // Its wrapping too: what came out of a file is an object with properties and nothing inside.
            named[property.Name] = property.Value;
        }

        return named;
    }

    private static object? Inside(object? value, bool secret) => value switch
    {
        string { Length: > 0 } text when secret => Secret.Protect(text),
        IDictionary inner => Copy(inner),
        List<object?> list => list.Select(item => Inside(item, secret)).ToList(),
        _ => value,
    };
}
