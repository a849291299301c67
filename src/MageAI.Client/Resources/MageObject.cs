using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json.Serialization;
using MageAI.Json;

namespace MageAI;

/// <summary>
/// Something a Mage server sent. The known fields are properties under their wire names in PascalCase; the
/// whole document rides along, so no field is lost, known or not.
/// </summary>
public abstract class MageObject
{
    /// <summary>The session the object came from, and that a cmdlet acts on when the object is piped into it.</summary>
    [JsonIgnore]
    public MageSession? Session { get; internal set; }

    /// <summary>When the reply was read, by the session's clock.</summary>
    [JsonIgnore]
    internal DateTimeOffset ReadAt { get; set; }

    /// <summary>Now, by the clock of the server that it came from: ages and durations are reckoned with its times.</summary>
    private protected DateTimeOffset Now => Session?.Present ?? DateTimeOffset.UtcNow;

    /// <summary>The document as sent: a slice of the reply, in UTF-8.</summary>
    [JsonIgnore]
    internal ReadOnlyMemory<byte> Document { get; set; }

    /// <summary>The JSON document as the server sent it, with every field. It may hold trigger tokens, and secrets that a block printed.</summary>
    /// <returns>The JSON text; empty for an object no server sent.</returns>
    public string ToJson() => Encoding.UTF8.GetString(Document.ToArray());

    /// <summary>The value of one field as the server sent it, also of one that has no property here. It may hold what <see cref="ToJson"/> may.</summary>
    /// <param name="wireName">The field's name on the wire, such as <c>executor_type</c>.</param>
    /// <returns>
    /// A string, bool, int, long, decimal, double, list or dictionary; null if the field is null or absent.
    /// </returns>
    public object? GetField(string wireName) => JsonValue.Field(Document, wireName);

    /// <summary>Reads a field that users' programs write, without the session's own secrets, should they be in it.</summary>
    private protected Dictionary<string, object?>? Written(string wireName, ref Dictionary<string, object?>? cache) =>
        cache ??= (Session is null ? GetField(wireName) : Session.Mask(GetField(wireName))) as Dictionary<string, object?>;

    /// <summary>Reads a field that holds an object; null when it is null, absent or something else.</summary>
    private protected Dictionary<string, object?>? Map(string wireName, ref Dictionary<string, object?>? cache) =>
        cache ??= GetField(wireName) as Dictionary<string, object?>;
}
