using System;
using System.Globalization;
using System.Management.Automation;
using MageAI.Formatting;
using MageAI.Json;
using MageAI.Terms;

namespace MageAI.Binding;

/// <summary>
/// Takes a DateTime, a DateTimeOffset, a DateOnly, a duration, or a text, where a moment is meant: the same in every culture. What does not say its
/// offset is local time, unless told otherwise.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MomentAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether what does not say its offset is UTC, a local DateTime included.</summary>
    public bool IsUtc { get; set; }

    /// <summary>Whether a duration counts from now on; else it is how long ago.</summary>
    public bool IsAhead { get; set; }

    /// <summary>Turns what was passed into a moment.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The moment, or how far it is from now by a clock that is known later; null for nothing and for a blank text.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => Plain(inputData) switch
    {
        null => null,
        MageTimeArgument argument => argument,
        DateTimeOffset moment => moment,
        DateTime { Kind: DateTimeKind.Local } time when IsUtc && time.Year is not (1 or 9999) => new MageTimeArgument(MomentText.Of(time, isUtc: true), new DateTimeOffset(time)),
        DateTime time => MomentText.Of(time, IsUtc),
        TimeSpan span => Away(span, span.ToString()),
        string text when string.IsNullOrWhiteSpace(text) => null,
        string text => Read(text),

        // PowerShell takes 2d, 90s and 20260131 for numbers, but keeps what was typed.
        int or short or decimal => Read(inputData.ToString()!),
        { } other => throw Refuse(Convert.ToString(other, CultureInfo.InvariantCulture)!),
    };

    /// <summary>Copies of dates become dates again, and dates that this framework lacks their text.</summary>
    private static object? Plain(object inputData)
    {
        if (inputData is Moment known)
        {
            return known.Time;
        }

        object? plain = inputData is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : inputData is PSObject ? PlainValue.Of(inputData) : inputData;
        return plain is null or DateTime or DateTimeOffset or TimeSpan ? plain : ValueText.Of(plain) ?? plain;
    }

    private object Read(string text) => MomentText.TryRead(text, IsUtc, out DateTimeOffset moment, out string? why) ? Last(text, moment)
        : why is not null ? throw new ArgumentTransformationMetadataException(why)
        : DurationText.TryParse(text, out TimeSpan span) ? Away(span, text)
        : throw Refuse(text);

    /// <summary>A time of day that is still to come today was yesterday, where the past is meant.</summary>
    private DateTimeOffset Last(string text, DateTimeOffset moment) => !IsAhead && moment > DateTimeOffset.UtcNow && MomentText.IsClock(text)
        ? MomentText.Of((IsUtc ? moment.UtcDateTime : moment.LocalDateTime).AddDays(-1), IsUtc)
        : moment;

    /// <summary>So far from now, if there is such a moment.</summary>
    private MageTimeArgument Away(TimeSpan span, string said)
    {
        try
        {
            return new MageTimeArgument(span, IsAhead, said);
        }
        catch (ArgumentException)
        {
            throw Refuse(said);
        }
    }

    private ArgumentTransformationMetadataException Refuse(string text) => new(
        $"'{text}' is no moment. Pass a date such as 2026-01-31 or '2026-01-31 06:00', today, yesterday, or {(IsAhead ? "how far from now" : "how long ago")} as a number and s, m, h, d or w, such as 24h.");
}
