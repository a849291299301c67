using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Terms;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>Templates, which are files of the project. Of a pipeline's there is only the making.</summary>
internal sealed class CustomTemplateResource : Resource
{
    public override string Plural => "custom_templates";

    public override string Singular => "custom_template";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(create: Role.Editor);

    public override JsonNode? Create(Call call)
    {
        EmulatorState state = call.State;
        if (PythonJson.Text(call.Payload["object_type"]) != "pipelines")
        {
            throw Disabled(call);
        }

        Pipeline pipeline = state.FindPipeline(PythonJson.Text(call.Payload["pipeline_uuid"]) ?? "") ?? throw state.NotFound();
        string uuid = CleanName.Block(PythonJson.Text(call.Payload["template_uuid"]) ?? throw PythonException.NoneHasNo("replace"));
        string? name = PythonJson.Text(call.Payload["name"]);
        string? description = PythonJson.Text(call.Payload["description"]);

        // It names the blocks, whose code stays where it is.
        state.WriteFile($"custom_templates/pipelines/{uuid}/metadata.yaml", MetadataYaml.WriteTemplate(pipeline, name, description));
        state.Changed = true;
        return new JsonObject
        {
            ["description"] = description,
            ["name"] = name,
            ["template_uuid"] = uuid,
            ["uuid"] = $"custom_templates/pipelines/{uuid}",
        };
    }
}
