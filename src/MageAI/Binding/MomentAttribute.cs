using System;
using System.Globalization;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Takes a DateTime, a DateTimeOffset, or a text, where a moment is meant. What does not say its offset is local time, unless told otherwise.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MomentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether what does not say its offset is UTC.</summary>
    public bool IsUtc { get; set; }

    /// <summary>Turns what was passed into a moment.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The moment; null for nothing and for a blank text.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain switch
        {
            null => null,
            DateTimeOffset moment => moment,

            // A local date says no offset either where people see it, and its day is what is meant.
            DateTime time when IsUtc => new DateTimeOffset(time.Ticks, TimeSpan.Zero),
            DateTime time => new DateTimeOffset(time),
            string text when string.IsNullOrWhiteSpace(text) => null,
            string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, IsUtc ? DateTimeStyles.AssumeUniversal : DateTimeStyles.AssumeLocal, out DateTimeOffset moment) => moment,
            _ => throw new ArgumentTransformationMetadataException($"'{plain}' is no date and time. Pass a DateTime, or a text such as '2026-01-31 06:00'."),
        };
    }
}
