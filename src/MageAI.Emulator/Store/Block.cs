using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Store;

/// <summary>A block as it stands in one pipeline; its code is a project file that other pipelines may share.</summary>
internal sealed class Block
{
    public string Uuid { get; set; } = "";

    public string? Name { get; set; }

    public string Type { get; set; } = "";

    public string Language { get; set; } = "python";

    public string? Status { get; set; } = "not_executed";

    public string? Color { get; set; }

    public JsonObject Configuration { get; set; } = [];

    public List<string> Upstream { get; set; } = [];

    public string? ExecutorType { get; set; } = "local_python";

    public bool? HasCallback { get; set; } = false;

    public JsonNode? RetryConfig { get; set; }

    public JsonNode? Timeout { get; set; }

    public string? ReplicatedBlock { get; set; }

    /// <summary>The extension that it is a block of; null for all others. One that was made without stands under null, where no route finds it.</summary>
    public string? ExtensionUuid { get; set; }

    /// <summary>The project file with the code.</summary>
    public string FilePath => PythonJson.Text(Configuration["file_path"]) ?? PathFor(Type, Uuid, Language);

    public static string PathFor(string type, string uuid, string language) =>
        $"{(type == "custom" ? type : type + "s")}/{uuid}.{Extension(language)}";

    public static string Extension(string language) => language switch
    {
        "python" => "py",
        "markdown" => "md",
        _ => language,
    };

    public Block Copy()
    {
        Block copy = (Block)MemberwiseClone();
        copy.Upstream = [.. Upstream];
        copy.Configuration = (JsonObject)Configuration.DeepClone();
        copy.RetryConfig = RetryConfig?.DeepClone();
        copy.Timeout = Timeout?.DeepClone();
        return copy;
    }
}
