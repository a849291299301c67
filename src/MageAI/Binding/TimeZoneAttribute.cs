using System;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Takes a time zone, or its name, where a place is meant: Europe/Amsterdam, UTC, local; and Windows' own names where the runtime knows them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeZoneAttribute : ArgumentTransformationAttribute
{
    /// <summary>Turns what was passed into a time zone.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The time zone; null for nothing and for a blank text.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain switch
        {
            null => null,
            TimeZoneInfo zone => zone,
            string text when string.IsNullOrWhiteSpace(text) => null,
            string text => Find(text.Trim()),
            _ => throw Unknown(plain),
        };
    }

    private static TimeZoneInfo Find(string name)
    {
        if (string.Equals(name, "local", StringComparison.OrdinalIgnoreCase))
        {
            return TimeZoneInfo.Local;
        }

        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException or System.IO.IOException)
        {
            throw Unknown(name);
        }
    }

    private static ArgumentTransformationMetadataException Unknown(object value) =>
        new($"'{value}' is no time zone that this computer knows. Pass a name such as 'Europe/Amsterdam', or one of those that [TimeZoneInfo]::GetSystemTimeZones() lists.");
}
