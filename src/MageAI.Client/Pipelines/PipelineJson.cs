using System.Text.Json.Serialization;
using MageAI.Json;

namespace MageAI.Pipelines;

/// <summary>The source-generated reader: wire names are the property names in snake_case.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString, Converters = [typeof(Tolerant)])]
[JsonSerializable(typeof(MagePipeline))]
internal sealed partial class PipelineJson : JsonSerializerContext;
