using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Numerics;
using System.Security;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MageAI.Json;

/// <summary>
/// JSON as plain .NET values and back: null, bool, string, int, long, decimal, double, BigInteger,
/// List&lt;object?&gt; and Dictionary&lt;string, object?&gt;. Used where the shape is the user's own (variables, settings).
/// </summary>
internal static class JsonValue
{
    /// <summary>Deep enough for any document Mage keeps, shallow enough never to exhaust the stack.</summary>
    private const int MaxDepth = 64;

    private static readonly JsonWriterOptions s_writerOptions = new()
    {
        // The text goes to a JSON parser, never into HTML: escape what JSON asks for and no more.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
    };

    public static object? Parse(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        object? value = ReadValue(ref reader);
        if (reader.Read())
        {
            throw new JsonException("There is more than one JSON value.");
        }

        return value;
    }

    /// <summary>Parses a text a person wrote.</summary>
    public static bool TryParse(string text, out object? value, out string? problem)
    {
        try
        {
            value = Parse(System.Text.Encoding.UTF8.GetBytes(text));
            problem = null;
            return true;
        }
        catch (JsonException e)
        {
            value = null;
            problem = e.Message;
            return false;
        }
    }

    /// <summary>One top-level field of an object document, or null.</summary>
    public static object? Field(ReadOnlyMemory<byte> document, string name) =>
        TryFindField(document, name, out ReadOnlyMemory<byte> slice) ? Parse(slice.Span) : null;

    /// <summary>Finds the bytes of one top-level field. The last one wins, as in Python.</summary>
    public static bool TryFindField(ReadOnlyMemory<byte> document, string name, out ReadOnlyMemory<byte> slice)
    {
        slice = default;
        if (document.IsEmpty)
        {
            return false;
        }

        Utf8JsonReader reader = new(document.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        bool found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool match = reader.ValueTextEquals(name);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (match)
            {
                slice = document.Slice(start, (int)reader.BytesConsumed - start);
                found = true;
            }
        }

        return found;
    }

    /// <summary>The slices of the items of an array document; none when it is null or no array.</summary>
    public static List<ReadOnlyMemory<byte>> Items(ReadOnlyMemory<byte> array)
    {
        List<ReadOnlyMemory<byte>> items = [];
        Utf8JsonReader reader = new(array.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return items;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(array.Slice(start, (int)reader.BytesConsumed - start));
        }

        return items;
    }

    public static object? ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String:
                return Text(ref reader);
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.StartArray:
                List<object?> list = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(ReadValue(ref reader));
                }

                return list;
            case JsonTokenType.StartObject:
                Dictionary<string, object?> map = new(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = Text(ref reader);
                    reader.Read();
                    map[name] = ReadValue(ref reader);
                }

                return map;
            default:
                throw new JsonException($"A {reader.TokenType} is no JSON value.");
        }
    }

    /// <summary>
    /// The text of a string or property name. Python writes half surrogate pairs as they are (names of files that are no UTF-8
    /// have them); here each becomes a replacement character, as everywhere in .NET.
    /// </summary>
    public static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescape(System.Text.Encoding.UTF8.GetString(reader.ValueSpan.ToArray()));
        }
    }

    public static byte[] ToUtf8(object? value)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, s_writerOptions))
        {
            Write(writer, value);
        }

        return stream.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(WellFormed(text));
                break;
            case SecureString secret:
                writer.WriteStringValue(new NetworkCredential(string.Empty, secret).Password);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                WriteDouble(writer, number);
                break;
            case float number:
                WriteFloat(writer, number);
                break;
            case IDictionary map:
                writer.WriteStartObject();
                foreach (DictionaryEntry entry in map)
                {
                    writer.WritePropertyName(WellFormed(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!));
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (object? item in list)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case IFormattable number when IsNumber(value):
                writer.WriteRawValue(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                if (ValueText.Of(value) is string written)
                {
                    writer.WriteStringValue(WellFormed(written));
                    break;
                }

                throw new MageException(MageErrorId.InvalidValue, $"A value of type {value.GetType().FullName} cannot be sent as JSON.")
                {
                    RecommendedAction = "Pass a string, number, bool, date, list or dictionary.",
                };
        }
    }

    /// <summary>Whether two values are the same on the wire; numbers by value, dictionaries in any order.</summary>
    public static bool Same(object? left, object? right)
    {
        switch (left, right)
        {
            case (null, null):
                return true;
            case (null, _) or (_, null):
                return false;
            case (string a, string b):
                return string.Equals(a, b, StringComparison.Ordinal);
            case (bool a, bool b):
                return a == b;
            case (IDictionary a, IDictionary b):
                if (a.Count != b.Count)
                {
                    return false;
                }

                foreach (DictionaryEntry entry in a)
                {
                    if (!b.Contains(entry.Key) || !Same(entry.Value, b[entry.Key]))
                    {
                        return false;
                    }
                }

                return true;
            case (IList a, IList b):
                if (a.Count != b.Count)
                {
                    return false;
                }

                for (int i = 0; i < a.Count; i++)
                {
                    if (!Same(a[i], b[i]))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return IsNumber(left) && IsNumber(right) && SameNumber(left, right);
        }
    }

    /// <summary>The value as the server would send it back: what <see cref="Same"/> compares.</summary>
    public static object? Normalize(object? value) => Parse(ToUtf8(value));

    private static bool IsNumber(object value) =>
        value is int or long or double or decimal or float or short or byte or sbyte or ushort or uint or ulong or BigInteger;

    /// <summary>Whole numbers by their digits, since a double confuses large ones; others as doubles.</summary>
    private static bool SameNumber(object left, object right) => Whole(left) is BigInteger a && Whole(right) is BigInteger b
        ? a == b
        : Real(left).Equals(Real(right));

    private static BigInteger? Whole(object number) => number switch
    {
        BigInteger big => big,
        double or float or decimal => null,
        ulong large => large,
        _ => Convert.ToInt64(number, CultureInfo.InvariantCulture),
    };

    private static double Real(object number) => number is BigInteger big ? (double)big : Convert.ToDouble(number, CultureInfo.InvariantCulture);

    /// <summary>Whether no half of a surrogate pair stands alone: such a text has no UTF-8.</summary>
    public static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private static string WellFormed(string text) => IsWellFormed(text) ? text : throw new MageException(
        MageErrorId.InvalidValue, "A text holds half of a character (an unpaired surrogate), which JSON would change; nothing was sent.")
    {
        RecommendedAction = "Look where the text was cut: between the two halves of an emoji, for instance.",
    };

    private static string Unescape(string escaped)
    {
        System.Text.StringBuilder text = new(escaped.Length);
        for (int i = 0; i < escaped.Length; i++)
        {
            char c = escaped[i];
            if (c == '\\')
            {
                c = escaped[++i] switch
                {
                    'b' => '\b',
                    'f' => '\f',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'u' => (char)ushort.Parse(escaped.Substring(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    char other => other,
                };
                i += escaped[i] == 'u' ? 4 : 0;
            }

            text.Append(c);
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                text[i] = '\uFFFD';
            }
        }

        return text.ToString();
    }

    private static void WriteDouble(Utf8JsonWriter writer, double number)
    {
        RequireFinite(number);
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        WriteReal(writer, double.Parse(text, CultureInfo.InvariantCulture).Equals(number) ? text : number.ToString("G17", CultureInfo.InvariantCulture));
    }

    /// <summary>By itself, since a double made of it has digits that nobody wrote.</summary>
    private static void WriteFloat(Utf8JsonWriter writer, float number)
    {
        RequireFinite(number);
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        WriteReal(writer, float.Parse(text, CultureInfo.InvariantCulture).Equals(number) ? text : number.ToString("G9", CultureInfo.InvariantCulture));
    }

    /// <summary>A number that is none of the integers keeps its point: without it, Python would read an integer.</summary>
    private static void WriteReal(Utf8JsonWriter writer, string text) => writer.WriteRawValue(text.IndexOfAny(['.', 'E']) < 0 ? text + ".0" : text);

    private static void RequireFinite(double number)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            throw new MageException(MageErrorId.InvalidValue, "NaN and infinity cannot be sent as JSON.");
        }
    }

    private static object ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt32(out int small))
        {
            return small;
        }

        if (reader.TryGetInt64(out long large))
        {
            return large;
        }

        string text = System.Text.Encoding.UTF8.GetString(reader.ValueSpan.ToArray());
        if (text.IndexOfAny(['.', 'e', 'E']) < 0)
        {
            return BigInteger.Parse(text, CultureInfo.InvariantCulture);
        }

        double real = reader.TryGetDouble(out double number) ? number : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;

        // More digits than a double has, or a scale such as 1.0: kept where a decimal can, so that nothing changes on the way back.
        return real.ToString("R", CultureInfo.InvariantCulture) != text
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal exact)
            && exact.ToString(CultureInfo.InvariantCulture) == text
            ? exact
            : real;
    }
}
