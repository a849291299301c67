using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Json;
using MageAI.Terms;

namespace MageAI.Resources;

/// <summary>
/// What a caller wants written: only the fields it assigned, by wire name. Mage's updates are partial, and whatever is
/// sent beyond the change can overwrite somebody else's or be dropped together with it.
/// </summary>
internal abstract class WireChanges
{
    private readonly Dictionary<string, object?> _fields = new(StringComparer.Ordinal);

    /// <summary>What is made of the value that a thing has, by wire name.</summary>
    private readonly Dictionary<string, Func<MageObject, object?>> _edits = new(StringComparer.Ordinal);

    /// <summary>What is to be sent. What is edited is in it once <see cref="Settle"/> was called.</summary>
    public IReadOnlyDictionary<string, object?> Fields => _fields;

    public virtual bool IsEmpty => _fields.Count == 0 && _edits.Count == 0;

    /// <summary>The fields that are meant, by wire name.</summary>
    protected virtual IEnumerable<string> Names => _fields.Keys.Concat(_edits.Keys);

    /// <summary>The fields that are to be changed, by wire name.</summary>
    public IEnumerable<string> Changed => Names.Distinct();

    /// <summary>Whether a value has to be read in the write's own turn, to make the new one of it.</summary>
    public bool HasEdits => _edits.Count > 0;

    /// <summary>Whether a field is to be changed.</summary>
    public bool Touches(string wireName) => _fields.ContainsKey(wireName) || _edits.ContainsKey(wireName);

    /// <summary>Makes the values of what is edited out of those that the thing has now. What stays as it is is not sent.</summary>
    /// <returns>Whether anything is left to send.</returns>
    public bool Settle(MageObject current)
    {
        foreach (KeyValuePair<string, Func<MageObject, object?>> edit in _edits)
        {
            object? value = edit.Value(current);
            if (IsApplied(edit.Key, JsonValue.Normalize(value), current.GetField(edit.Key)))
            {
                _fields.Remove(edit.Key);
            }
            else
            {
                _fields[edit.Key] = value;
            }
        }

        return _fields.Count > 0;
    }

    /// <summary>Whether a look in the write's turn found all of it to be so already, and nothing was sent.</summary>
    public bool WereSo { get; private set; }

    /// <summary>Whether a thing has all that is set already. What is edited is set once <see cref="Settle"/> was called.</summary>
    public bool AreSo(MageObject now) => _fields.All(field => IsApplied(field.Key, JsonValue.Normalize(field.Value), now.GetField(field.Key)));

    /// <summary>Settles what is edited, and notes whether all of it is so already.</summary>
    /// <param name="current">The thing as it is in the write's turn.</param>
    /// <returns>Whether anything is to be sent.</returns>
    public bool Differ(MageObject current)
    {
        WereSo = !Settle(current) || AreSo(current);
        return !WereSo;
    }

    /// <summary>Looks whether what was edited still is as it was written: somebody else who read before and wrote after takes it away.</summary>
    /// <param name="now">The thing, read after the write.</param>
    /// <param name="what">Its name for the error text.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.WriteNotApplied"/>.</exception>
    public void RequireKept(MageObject now, string what)
    {
        string[] lost = [.. _edits.Where(edit => !IsApplied(edit.Key, JsonValue.Normalize(edit.Value(now)), now.GetField(edit.Key))).Select(edit => edit.Key)];
        if (lost.Length > 0)
        {
            throw new MageException(MageErrorId.WriteNotApplied, $"{string.Join(", ", lost)} of {what} was changed by somebody else at the same time, and this change is gone.")
            {
                Target = now,
                RecommendedAction = "Make the change again, and not from several places at once.",
            };
        }
    }

    public override string ToString() => string.Join(", ", Changed.OrderBy(key => key, StringComparer.Ordinal));

    /// <summary>What is to be changed, by the names of parameters.</summary>
    /// <param name="current">The thing: only what is other there is told then, with the old value; null where it was not looked at.</param>
    public virtual IReadOnlyList<string> Parts(MageObject? current)
    {
        if (current is null)
        {
            return [.. _fields.Select(field => ChangeText.Of(ParameterOf(field.Key, field.Value), JsonValue.Normalize(field.Value))),
                .. _edits.Keys.Where(key => !_fields.ContainsKey(key)).Select(key => ParameterOf(key, null))];
        }

        List<string> parts = [];
        foreach (string key in _fields.Keys.Union(_edits.Keys))
        {
            object? value = JsonValue.Normalize(_edits.TryGetValue(key, out Func<MageObject, object?>? edit) ? edit(current) : _fields[key]);
            object? old = current.GetField(key);
            if (!IsApplied(key, value, old))
            {
                parts.AddRange(ChangeText.Of(ParameterOf(key, value), old, value));
            }
        }

        return parts;
    }

    /// <summary>Takes the fields of others that it does not have itself.</summary>
    public void Take(WireChanges others)
    {
        foreach (KeyValuePair<string, object?> field in others._fields.Where(field => !Touches(field.Key)))
        {
            _fields.Add(field.Key, field.Value);
        }

        foreach (KeyValuePair<string, Func<MageObject, object?>> edit in others._edits.Where(edit => !Touches(edit.Key)))
        {
            _edits.Add(edit.Key, edit.Value);
        }
    }

    /// <summary>Whether a thing has a value already.</summary>
    public bool IsSame(string wireName, object? value, MageObject shown) => IsApplied(wireName, JsonValue.Normalize(value), shown.GetField(wireName));

    /// <summary>The keys of a map whose values are other than those shown; those that are gone with null. Null where all is alike.</summary>
    public static Dictionary<string, object?>? Other(IDictionary map, Dictionary<string, object?>? shown)
    {
        Dictionary<string, object?> other = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in map)
        {
            string key = entry.Key.ToString() ?? string.Empty;
            object? value = null;
            bool isShown = shown?.TryGetValue(key, out value) == true;
            object? wanted = SameMoments.Kept(entry.Value, value);
            if (!isShown || !JsonValue.Same(JsonValue.Normalize(wanted), value))
            {
                other[key] = wanted;
            }
        }

        foreach (string gone in (shown ?? []).Keys.Where(key => !map.Contains(key)))
        {
            other[gone] = null;
        }

        return other.Count == 0 ? null : other;
    }

    /// <summary>The parameter that sets a field.</summary>
    protected virtual string ParameterOf(string wireName, object? value) => ChangeText.Pascal(wireName);

    protected void Set(string wireName, object? value) => _fields[wireName] = value;

    /// <summary>Makes the new value of the one that the thing has.</summary>
    protected void Edit(string wireName, Func<MageObject, object?> edit) => _edits[wireName] = edit;

    /// <summary>Sets some keys of a map and leaves its others; a key whose new value is null goes.</summary>
    protected void Merge(string wireName, IDictionary some) => Edit(wireName, current => Merged(current.GetField(wireName) as Dictionary<string, object?>, some, []));

    /// <summary>As <see cref="Merge(string, IDictionary)"/>, of keys that Mage would store and hand on unchecked. Null clears the map.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.UnknownKey"/> when a key is unknown.</exception>
    protected void MergeKnown(string wireName, string what, IDictionary? some, IReadOnlyCollection<string> known)
    {
        if (some is not null)
        {
            RequireKeys(what, some, known);
        }

        MergeOrClear(wireName, some is null ? null : SettingValues.Of(some));
    }

    /// <summary>As <see cref="Merge(string, IDictionary)"/>; null clears the map.</summary>
    protected void MergeOrClear(string wireName, IDictionary? some)
    {
        if (some is null)
        {
            Set(wireName, null);
        }
        else
        {
            Merge(wireName, some);
        }
    }

    /// <summary>Refuses keys that Mage would store and hand on unchecked.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.UnknownKey"/> when a key is unknown.</exception>
    protected static void RequireKeys(string what, IDictionary some, IReadOnlyCollection<string> known) =>
        Vocabulary.RequireKeys(what, some.Keys.Cast<object>().Select(key => key.ToString() ?? string.Empty), known);

    /// <summary>Named values with some added and others taken away.</summary>
    public static Dictionary<string, object?> Merged(IDictionary? values, IDictionary? add, IEnumerable<string>? remove) =>
        Merged(Merged(null, values ?? new Hashtable(), [], keepsNull: true), add ?? new Hashtable(), remove ?? [], keepsNull: true);

    /// <summary>Adds keys to a map and takes others from it.</summary>
    protected void Merge(string wireName, IDictionary add, IReadOnlyCollection<string> remove)
    {
        // Which keys are meant is told once: what is left afterwards may have one that a name would mean then.
        Dictionary<string, string> meant = new(StringComparer.Ordinal);
        Edit(wireName, current =>
        {
            Dictionary<string, object?>? before = current.GetField(wireName) as Dictionary<string, object?>;
            foreach (string name in remove.Where(name => !meant.ContainsKey(name)))
            {
                if (KeyOf(before, name) is string key)
                {
                    meant[name] = key;
                }
            }

            return Merged(before, add, meant.Values, keepsNull: true);
        });
    }

    /// <summary>The key that a name means: itself, else the only one that differs in case alone. Null where there is none.</summary>
    protected static string? KeyOf(Dictionary<string, object?>? map, string name)
    {
        string[] keys = [.. (map?.Keys ?? Enumerable.Empty<string>()).Where(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase))];
        return keys.Contains(name, StringComparer.Ordinal) ? name : keys.Length == 1 ? keys[0] : null;
    }

    private static Dictionary<string, object?> Merged(Dictionary<string, object?>? before, IDictionary some, IEnumerable<string> remove, bool keepsNull = false)
    {
        Dictionary<string, object?> merged = before is null ? new(StringComparer.Ordinal) : new(before, StringComparer.Ordinal);
        foreach (DictionaryEntry entry in some)
        {
            string key = entry.Key.ToString() ?? string.Empty;
            if (entry.Value is null && !keepsNull)
            {
                merged.Remove(key);
            }
            else
            {
                merged[key] = entry.Value;
            }
        }

        foreach (string key in remove)
        {
            merged.Remove(key);
        }

        return merged;
    }

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
        value is null or "" or ICollection { Count: 0 };
}
