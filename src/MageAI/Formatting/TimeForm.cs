using System;
using System.ComponentModel;

namespace MageAI.Formatting;

/// <summary>One way to put a time of something into words that say how far away it is, called by indexing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TimeForm
{
    private readonly Func<object?, DateTimeOffset?, string?> _put;

    internal TimeForm(Func<object?, DateTimeOffset?, string?> put) => _put = put;

    /// <summary>The words for a time.</summary>
    /// <param name="shown">What has the time, by whose server's clock it is reckoned.</param>
    /// <param name="time">The time, in any form that it can have.</param>
    /// <returns>The words; null for nothing.</returns>
    public string? this[object? shown, object? time] => _put(shown, Times.Read(time));
}
