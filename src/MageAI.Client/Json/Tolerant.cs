using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MageAI.Json;

/// <summary>
/// Converters that read what a field must mean from what a server may send for it (a number as text, null for
/// a list, a list of something else). What cannot be read is null or empty here and stays in the raw document.
/// </summary>
internal sealed class Tolerant : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => For(typeToConvert) is not null;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => For(typeToConvert);

    private static JsonConverter? For(Type type) =>
        type == typeof(string) ? new Text()
        : type == typeof(int?) ? new Integer()
        : type == typeof(double?) ? new Real()
        : type == typeof(bool?) ? new Flag()
        : type == typeof(string[]) ? new Texts()
        : type == typeof(DateTimeOffset?) ? new MageTime.Converter()
        : null;

    private sealed class Text : JsonConverter<string?>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    return WordPool.Get(ref reader) ?? JsonValue.Text(ref reader);
                case JsonTokenType.Null:
                    return null;
                case JsonTokenType.True:
                    return "true";
                case JsonTokenType.False:
                    return "false";
                case JsonTokenType.Number:
                    return System.Text.Encoding.UTF8.GetString(reader.ValueSpan.ToArray());
                default:
                    reader.Skip();
                    return null;
            }
        }

        public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);
    }

    private sealed class Real : JsonConverter<double?>
    {
        public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Number when reader.TryGetDouble(out double number):
                    return number;
                case JsonTokenType.String when double.TryParse(JsonValue.Text(ref reader), NumberStyles.Float, CultureInfo.InvariantCulture, out double number):
                    return number;
                default:
                    reader.Skip();
                    return null;
            }
        }

        public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
        {
            if (value is double number)
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    private sealed class Integer : JsonConverter<int?>
    {
        public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Number when reader.TryGetInt32(out int number):
                    return number;
                case JsonTokenType.Number when reader.TryGetDouble(out double real) && real is >= int.MinValue and <= int.MaxValue:
                    return (int)real;
                case JsonTokenType.String when int.TryParse(JsonValue.Text(ref reader), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number):
                    return number;
                default:
                    reader.Skip();
                    return null;
            }
        }

        public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options)
        {
            if (value is int number)
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    private sealed class Flag : JsonConverter<bool?>
    {
        public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.True:
                    return true;
                case JsonTokenType.False:
                    return false;
                case JsonTokenType.String when bool.TryParse(JsonValue.Text(ref reader), out bool flag):
                    return flag;
                case JsonTokenType.Number when reader.TryGetInt32(out int number):
                    return number != 0;
                default:
                    reader.Skip();
                    return null;
            }
        }

        public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options)
        {
            if (value is bool flag)
            {
                writer.WriteBooleanValue(flag);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    private sealed class Texts : JsonConverter<string[]>
    {
        public override bool HandleNull => true;

        public override string[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                return [];
            }

            List<string>? texts = null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.String)
                {
                    (texts ??= []).Add(JsonValue.Text(ref reader));
                }
                else
                {
                    reader.Skip();
                }
            }

            return texts is null ? [] : [.. texts];
        }

        public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (string text in value)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
        }
    }
}
