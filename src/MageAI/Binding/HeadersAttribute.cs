using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Security;
using MageAI.Transport;

namespace MageAI.Binding;

/// <summary>
/// Takes headers by name, as <see cref="MapAttribute"/> takes named values, and makes SecureStrings of all their values: what a gateway
/// wants is a secret under any name, and an error record remembers what a command was called with.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HeadersAttribute : ArgumentTransformationAttribute
{
    private static readonly MapAttribute s_map = new();

    /// <summary>Turns what was passed into named secrets.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>A dictionary; null for nothing.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        // A map of plain values refuses a SecureString, and here it is the best one can pass.
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        IDictionary? named = plain as IDictionary ?? s_map.Transform(engineIntrinsics, inputData) as IDictionary;
        if (named is null)
        {
            return null;
        }

        Dictionary<string, object?> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in named)
        {
            headers[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Protect(entry.Value);
        }

        return headers;
    }

    internal static object? Protect(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        SecureString secret => secret,
        string text => Secret.Protect(text),
        IEnumerable list => list.Cast<object?>().Select(Protect).ToList(),
        object other => Secret.Protect(Convert.ToString(other, CultureInfo.InvariantCulture)!),
    };
}
