using System.Text.Json.Serialization;

namespace MageAI.Wire;

/// <summary>The source-generated readers of the models: wire names are the property names in snake_case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(Tolerant.Text), typeof(Tolerant.Integer), typeof(Tolerant.Real), typeof(Tolerant.Flag), typeof(Tolerant.Texts), typeof(MageTime.Converter)])]
[JsonSerializable(typeof(MagePipeline))]
[JsonSerializable(typeof(MageBlock))]
[JsonSerializable(typeof(MageSchedule))]
[JsonSerializable(typeof(MagePipelineRun))]
[JsonSerializable(typeof(MageBlockRun))]
[JsonSerializable(typeof(MageBlockOutput))]
[JsonSerializable(typeof(MageLogEntry))]
[JsonSerializable(typeof(MageBackfill))]
internal sealed partial class WireContext : JsonSerializerContext;
