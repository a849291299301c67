using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using MageAI.Json;

namespace MageAI.Binding;

/// <summary>Takes PowerShell's wrappings off a value, so that what is sent is what the user meant: a $true arrives as a boolean.</summary>
internal static class PlainValue
{
    private const int MaxDepth = 32;

    public static object? Of(object? value, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw Refuse("The value holds itself, or is nested too deeply.");
        }

        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null or string or bool or int or long or double or decimal or float or DateTime or DateTimeOffset:
                return plain;
            case SecureString or PSCredential:
                throw Refuse("A secret cannot be sent as a value: it would be stored and shown in plain text.");
            case ScriptBlock:
                throw Refuse("A script block cannot be sent as a value.");
            case SwitchParameter flag:
                return flag.IsPresent;
            case PSCustomObject:
                return Properties((PSObject)value!, depth);
            case IDictionary map:
                Dictionary<string, object?> fields = new(StringComparer.Ordinal);
                foreach (DictionaryEntry entry in map)
                {
                    fields[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Of(entry.Value, depth + 1);
                }

                return fields;
            case IEnumerable list:
                List<object?> items = [];
                foreach (object? item in list)
                {
                    items.Add(Of(item, depth + 1));
                }

                return items;
            default:
                return plain;
        }
    }

    /// <summary>Whether what a server keeps is what it would keep of this value.</summary>
    public static bool IsSame(object? value, object? kept) => JsonValue.Same(JsonValue.Normalize(value), kept);

    private static Dictionary<string, object?> Properties(PSObject custom, int depth)
    {
        Dictionary<string, object?> fields = new(StringComparer.Ordinal);
        foreach (PSPropertyInfo property in custom.Properties)
        {
            if (property.IsGettable)
            {
                fields[property.Name] = Of(property.Value, depth + 1);
            }
        }

        return fields;
    }

    private static ArgumentTransformationMetadataException Refuse(string why) => new(why);
}
