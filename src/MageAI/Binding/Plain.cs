using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>A value without PowerShell's wrapping.</summary>
internal static class Plain
{
    public static object? Of(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
