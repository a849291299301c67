using System.Text.Json.Serialization;
using MageAI.Json;

namespace MageAI.Runs;

/// <summary>The source-generated readers: wire names are the property names in snake_case.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString, Converters = [typeof(Tolerant)])]
[JsonSerializable(typeof(MagePipelineRun))]
[JsonSerializable(typeof(MageBlockRun))]
[JsonSerializable(typeof(MageBlockOutput))]
internal sealed partial class RunJson : JsonSerializerContext;
