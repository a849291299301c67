using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;

namespace MageAI.Emulation.Routes;

internal sealed class ProjectResource : Resource
{
    private static readonly string[] s_features =
    [
        "add_new_block_v2", "automatic_kernel_cleanup", "code_block_v2", "command_center", "compute_management", "custom_design",
        "data_integration_in_batch_pipeline", "dbt_v2", "global_hooks", "interactions", "display_local_timezone",
        "notebook_block_output_split_view", "operation_history", "polars",
    ];

    public override string Plural => "projects";

    public override string Singular => "project";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(list: Role.Viewer);

    public override void Authorize(Call call)
    {
        // Anonymous callers may list, and see the features only.
        if (call.Action != ApiAction.List || call.User is not null)
        {
            base.Authorize(call);
        }
    }

    public override Listing List(Call call)
    {
        JsonObject features = new JsonObject();
        foreach (string feature in s_features)
        {
            features[feature] = null;
        }

        if (call.State.AuthOn && call.User is null)
        {
            return Listing.All([new JsonObject { ["features"] = features }]);
        }

        return Listing.All(
        [
            new JsonObject
            {
                ["emr_config"] = new JsonObject { ["master_instance_type"] = "r5.4xlarge", ["slave_instance_type"] = "r5.4xlarge" },
                ["features"] = features,
                ["features_defined"] = new JsonObject(),
                ["features_override"] = new JsonObject(),
                ["help_improve_mage"] = false,
                ["latest_version"] = call.State.Options.Version,
                ["name"] = "emulator",
                ["openai_api_key"] = null,
                ["pipelines"] = null,
                ["platform_settings"] = null,
                ["project_uuid"] = call.State.Data.ProjectUuid,
                ["projects"] = new JsonObject(),
                ["remote_variables_dir"] = null,
                ["repo_path"] = EmulatorState.RepoPath,
                ["root_project"] = false,
                ["settings"] = null,
                ["spark_config"] = new JsonObject
                {
                    ["app_name"] = "my spark app",
                    ["spark_master"] = "local",
                    ["executor_env"] = new JsonObject(),
                    ["spark_jars"] = new JsonArray(),
                    ["spark_home"] = null,
                    ["others"] = new JsonObject(),
                    ["use_custom_session"] = false,
                    ["custom_session_var_name"] = "spark",
                },
                ["version"] = call.State.Options.Version,
                ["workspace_config_defaults"] = new JsonObject(),
            },
        ]);
    }
}
