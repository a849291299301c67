using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;

namespace MageAI.Tests.Secrets;

/// <summary>
/// Walks everything that can be reached from what a command left, the way Format-List *, ConvertTo-Json and Export-Clixml would and
/// further: text, fields of collections, properties of .NET and those that PowerShell adds.
/// </summary>
internal sealed class Leaks(Canaries canaries)
{
    private const int Depth = 8;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Where a secret was found, and which.</summary>
    public List<string> Found { get; } = [];

    /// <summary>How many texts were looked at.</summary>
    public int Texts { get; private set; }

    public void Walk(object? item, string where, int depth = 0)
    {
        switch (item)
        {
            case null or Type or MemberInfo or Assembly or Module or Delegate or CommandInfo or PSModuleInfo or Runspace or WaitHandle or SessionState or ScriptBlock:
                return;
            case string text:
                Look(text, where);
                return;
            case PSObject wrapped:
                Properties(wrapped, where, depth);
                Walk(wrapped.BaseObject is PSCustomObject ? null : wrapped.BaseObject, where, depth);
                return;
        }

        Look(Try(() => item.ToString()) ?? string.Empty, where + ".ToString()");
        if (depth > Depth || item.GetType().IsPrimitive || item is DateTime or DateTimeOffset or TimeSpan or Version or Enum || !item.GetType().IsValueType && !_seen.Add(item))
        {
            return;
        }

        if (item is byte[] bytes)
        {
            Look(System.Text.Encoding.UTF8.GetString(bytes), where);
            Look(System.Text.Encoding.Unicode.GetString(bytes), where);
            return;
        }

        if (item is IDictionary map)
        {
            foreach (DictionaryEntry entry in map)
            {
                Walk(entry.Key, where + ".key", depth + 1);
                Walk(entry.Value, $"{where}[{entry.Key}]", depth + 1);
            }
        }
        else if (item is IEnumerable items)
        {
            int index = 0;
            foreach (object? element in items)
            {
                Walk(element, $"{where}[{index++}]", depth + 1);
            }
        }

        foreach (PropertyInfo property in item.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0))
        {
            Walk(Try(() => property.GetValue(item)), where + "." + property.Name, depth + 1);
        }

        foreach (FieldInfo field in item.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            Walk(field.GetValue(item), where + "." + field.Name, depth + 1);
        }

        Properties(PSObject.AsPSObject(item), where, depth);
    }

    /// <summary>What PowerShell adds: notes, aliases, script properties, property sets.</summary>
    private void Properties(PSObject item, string where, int depth)
    {
        foreach (PSPropertyInfo property in item.Properties.Where(property => property.MemberType is not PSMemberTypes.Property && property.IsGettable))
        {
            Walk(Try(() => property.Value), $"{where}.{property.Name}", depth + 1);
        }
    }

    private void Look(string text, string where)
    {
        Texts++;
        Found.AddRange(canaries.In(text).Select(name => $"{name} in {where}: {text[..Math.Min(text.Length, 300)]}"));
    }

    private static T? Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            return read();
        }
        catch (Exception e) when (e is TargetInvocationException or GetValueException or InvalidOperationException or NotSupportedException or PlatformNotSupportedException)
        {
            // What cannot be read cannot leak, and the views step over it too.
            return null;
        }
    }
}
