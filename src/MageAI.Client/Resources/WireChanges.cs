using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Json;

namespace MageAI.Resources;

/// <summary>
/// What a caller wants written: only the fields it assigned, by wire name. Mage's updates are partial, and whatever is
/// sent beyond the change can overwrite somebody else's or be dropped together with it.
/// </summary>
internal abstract class WireChanges
{
    private readonly Dictionary<string, object?> _fields = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, object?> Fields => _fields;

    public bool IsEmpty => _fields.Count == 0;

    public override string ToString() => string.Join(", ", _fields.Keys.OrderBy(key => key, StringComparer.Ordinal));

    protected void Set(string wireName, object? value) => _fields[wireName] = value;

    /// <summary>Compares the reply with what was sent: Mage drops changes silently, by role and by version.</summary>
    /// <param name="reply">The object the server sent back.</param>
    /// <param name="what">The object's name for the error text.</param>
    /// <param name="except">Fields that the reply does not carry, or carries in another form.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.WriteNotApplied"/> naming the fields.</exception>
    public void RequireApplied(MageObject reply, string what, params string[] except)
    {
        List<string> dropped = [];
        foreach (KeyValuePair<string, object?> field in _fields)
        {
            if (Array.IndexOf(except, field.Key) < 0
                && JsonValue.TryFindField(reply.Document, field.Key, out ReadOnlyMemory<byte> slice)
                && !IsApplied(field.Key, JsonValue.Normalize(field.Value), JsonValue.Parse(slice.Span)))
            {
                dropped.Add(field.Key);
            }
        }

        if (dropped.Count > 0)
        {
            throw new MageException(
                MageErrorId.WriteNotApplied,
                $"Mage answered with success but did not apply {string.Join(", ", dropped)} to {what}.")
            {
                Target = reply,
                RecommendedAction = "The role of the signed-in user may not write this field, or this Mage version ignores it. "
                    + "Sign in as an owner, or leave the field out.",
            };
        }
    }

    /// <summary>Whether all of it is seen to be applied; false also where a field is not among those shown.</summary>
    public bool AreIn(MageObject now) => _fields.All(field => JsonValue.TryFindField(now.Document, field.Key, out ReadOnlyMemory<byte> slice)
        && IsApplied(field.Key, JsonValue.Normalize(field.Value), JsonValue.Parse(slice.Span)));

    /// <summary>Whether the fields that were to be written are alike in two states of a thing. A field that the first does not show is taken for not set.</summary>
    public bool LeaveAlike(MageObject before, MageObject now) => _fields.Keys.All(name =>
        JsonValue.TryFindField(now.Document, name, out ReadOnlyMemory<byte> slice)
        && IsApplied(name, JsonValue.Field(before.Document, name), JsonValue.Parse(slice.Span)));

    /// <summary>Whether a field's stored value is the one that was sent.</summary>
    protected virtual bool IsApplied(string wireName, object? sent, object? stored) => Equivalent(sent, stored);

    /// <summary>Null, an empty object and an empty list all mean "nothing set" to Mage, and times may gain a fraction.</summary>
    private static bool Equivalent(object? sent, object? stored)
    {
        if (IsNothing(sent) && IsNothing(stored))
        {
            return true;
        }

        return JsonValue.Same(sent, stored)
            || (sent is string a && stored is string b
                && MageTime.TryParse(a, out DateTimeOffset left) && MageTime.TryParse(b, out DateTimeOffset right) && left == right);
    }

    private static bool IsNothing(object? value) =>
        value is null or "" or System.Collections.ICollection { Count: 0 };
}
