using System;
using System.Collections;
using System.Collections.Generic;
using System.Data;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Language;
using System.Numerics;
using System.Security;
using System.Xml;
using MageAI.Json;

namespace MageAI.Binding;

/// <summary>
/// Takes PowerShell's wrappings off a value, so that what is sent is what the user meant: a $true arrives as a boolean, a date as it is written. What
/// has no such form is refused by name, before anything is sent.
/// </summary>
internal static class PlainValue
{
    private const int MaxDepth = 32;
    private const string Revived = "Deserialized.";

    /// <summary>The value; what has named values as a dictionary, what is a list as a list.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It, or something in it, cannot be sent.</exception>
    public static object? Of(object? value) => Of(value, []);

    /// <summary>Whether something has named values: a hashtable, a row, or an object made of properties alone.</summary>
    public static bool IsMap(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        IDictionary or IDictionary<string, object?> or DataRow => true,
        PSCustomObject => IsCustom((PSObject)value!),
        _ => false,
    };

    /// <summary>Whether what a server keeps is what it would keep of this value.</summary>
    public static bool IsSame(object? value, object? kept) => JsonValue.Same(JsonValue.Normalize(value), kept);

    private static object? Of(object? value, string[] path)
    {
        if (path.Length > MaxDepth)
        {
            throw new ArgumentTransformationMetadataException($"The value '{path[0]}' holds itself, or is nested too deeply. Pass only the properties that are meant, as Select-Object gives them.");
        }

        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        switch (plain)
        {
            // A command that gave nothing leaves an object of its own in a hashtable.
            case null or DBNull or NullString:
            case PSCustomObject when ReferenceEquals(value, AutomationNull.Value):
                return null;
            case int or long when value is PSObject copy && copy.TypeNames.Contains(Revived + "System.Enum"):
                return copy.ToString();
            case double number when double.IsNaN(number) || double.IsInfinity(number):
                throw Refuse(path, number.ToString(CultureInfo.InvariantCulture) + ", which JSON does not have");
            case float number when float.IsNaN(number) || float.IsInfinity(number):
                throw Refuse(path, number.ToString(CultureInfo.InvariantCulture) + ", which JSON does not have");
            case string text when !JsonValue.IsWellFormed(text):
                throw Refuse(path, "a text that holds half of a character (an unpaired surrogate), which JSON would change");
            case string or bool or int or long or double or decimal or float or short or byte or sbyte or ushort or uint or ulong or BigInteger:
                return plain;
            case SecureString or PSCredential:
                throw Refuse(path, "a secret, which would be stored and shown in plain text");
            case ScriptBlock:
                throw Refuse(path, "a script block");
            case SwitchParameter flag:
                return flag.IsPresent;
            case PSCustomObject:
                return IsCustom((PSObject)value!) ? Properties((PSObject)value!, path) : OfCopy((PSObject)value!, path);
            case DataRow row:
                return Fields(row.Table.Columns.Cast<DataColumn>().Select(column => ((object)column.ColumnName, (object?)row[column])), path);
            case IDictionary map:
                return Fields(Entries(map), path);
            case IDictionary<string, object?> map:
                return Fields(map.Select(entry => ((object)entry.Key, entry.Value)), path);

            // Lists of their own parts, which would come out as empty ones.
            case XmlNode:
            case IEnumerable when plain.GetType().Namespace == "Newtonsoft.Json.Linq":
                throw Refuse(path, Name(plain));
            case IEnumerable list:
                List<object?> items = [];
                foreach (object? item in list)
                {
                    items.Add(Of(item, [.. path, $"[{items.Count.ToString(CultureInfo.InvariantCulture)}]"]));
                }

                return items;
            default:
                // Windows PowerShell, for which this is compiled too, has no such type.
                return plain.GetType().FullName == "System.Management.Automation.SemanticVersion" ? plain.ToString()
                    : ValueText.Of(plain) is not null ? plain
                    : throw Refuse(path, Name(plain));
        }
    }

    private static IEnumerable<(object Key, object? Value)> Entries(IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
        {
            yield return (entry.Key, entry.Value);
        }
    }

    private static Dictionary<string, object?> Fields(IEnumerable<(object Key, object? Value)> pairs, string[] path)
    {
        Dictionary<string, object?> fields = new(StringComparer.Ordinal);
        foreach ((object key, object? value) in pairs)
        {
            string name = key as string ?? ValueText.Of(key) ?? Convert.ToString(key, CultureInfo.InvariantCulture)!;
            string[] inner = [.. path, name];
            if (fields.ContainsKey(name))
            {
                throw new ArgumentTransformationMetadataException($"There are two values that would be called '{Text(inner)}'. Leave one out: names are told apart by their text.");
            }

            fields.Add(name, Of(value, inner));
        }

        return fields;
    }

    private static Dictionary<string, object?> Properties(PSObject custom, string[] path)
    {
        Dictionary<string, object?> fields = new(StringComparer.Ordinal);
        foreach (PSPropertyInfo property in custom.Properties.Where(property => property.IsGettable))
        {
            string[] inner = [.. path, property.Name];
            object? value;
            try
            {
                value = property.Value;
            }
            catch (GetValueException e)
            {
                throw new ArgumentTransformationMetadataException($"The value '{Text(inner)}' cannot be read: {e.Message}");
            }

            fields[property.Name] = Of(value, inner);
        }

        return fields;
    }

    /// <summary>Whether an object is made of properties alone, and no copy of another that was stored or came from another process.</summary>
    private static bool IsCustom(PSObject value) => !ReferenceEquals(value, AutomationNull.Value)
        && (!value.TypeNames[0].StartsWith(Revived, StringComparison.Ordinal) || value.TypeNames.Contains(Revived + typeof(PSCustomObject).FullName));

    /// <summary>What a copy of a date or of a large number is a copy of; any other object is refused as the object itself is.</summary>
    private static object OfCopy(PSObject copy, string[] path)
    {
        string type = copy.TypeNames[0].Substring(Revived.Length);
        return (type, Part<DateTime>(copy, "DateTime"), Part<TimeSpan>(copy, "Offset"), Part<int>(copy, "Year"), Part<int>(copy, "Month"), Part<int>(copy, "Day"), Part<long>(copy, "Ticks")) switch
        {
            ("System.DateTimeOffset", DateTime time, TimeSpan offset, _, _, _, _) => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), offset),
            ("System.Numerics.BigInteger", _, _, _, _, _, _) when BigInteger.TryParse(copy.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number) => number,
            ("System.DateOnly", _, _, int year, int month, int day, _) => new DateTime(year, month, day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ("System.TimeOnly", _, _, _, _, _, long ticks) => new DateTime(ticks).ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            _ => throw Refuse(path, Name(type)),
        };
    }

    private static T? Part<T>(PSObject copy, string name)
        where T : struct => copy.Properties[name]?.Value is object value && (value is PSObject wrapped ? wrapped.BaseObject : value) is T part ? part : null;

    private static string Name(object value) => Name(value.GetType().FullName!);

    private static string Name(string type) => $"a {type}, which has no form that could be sent";

    /// <summary>Such as "rows[2].day".</summary>
    private static string Text(string[] path) => string.Join(".", path).Replace(".[", "[");

    private static ArgumentTransformationMetadataException Refuse(string[] path, string what) =>
        new($"The value {(path.Length == 0 ? "" : $"'{Text(path)}' ")}is {what}. Pass a text, a number, a date, a list or a hashtable.");
}
