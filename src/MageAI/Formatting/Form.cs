using System;
using System.ComponentModel;

namespace MageAI.Formatting;

/// <summary>One way to put values of a kind into words, called by indexing.</summary>
/// <typeparam name="T">The kind.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Form<T>
{
    private readonly Func<T?, string?> _put;

    internal Form(Func<T?, string?> put) => _put = put;

    /// <summary>The words for a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The words; null for nothing.</returns>
    public string? this[T? value] => _put(value);
}
