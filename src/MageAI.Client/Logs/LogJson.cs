using System.Text.Json.Serialization;
using MageAI.Json;

namespace MageAI.Logs;

/// <summary>The source-generated reader: wire names are the property names in snake_case.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString, Converters = [typeof(Tolerant)])]
[JsonSerializable(typeof(MageLogEntry))]
internal sealed partial class LogJson : JsonSerializerContext;
