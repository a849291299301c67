using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>The health check; open to everybody.</summary>
internal sealed class StatusResource : Resource
{
    public override string Plural => "statuses";

    public override string Singular => "status";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(list: Role.None);

    public override void Authorize(Call call)
    {
        if (call.Action != ApiAction.List)
        {
            base.Authorize(call);
        }
    }

    public override Listing List(Call call)
    {
        EmulatorState state = call.State;
        JsonObject status = new JsonObject
        {
            ["is_instance_manager"] = false,
            ["max_print_output_lines"] = 1000,
            ["repo_path"] = EmulatorState.RepoPath,
            ["repo_path_relative"] = "emulator",
            ["repo_path_relative_root"] = "emulator",
            ["repo_path_root"] = EmulatorState.RepoPath,
            ["server_process_id"] = 17,
            ["scheduler_process_id"] = state.SchedulerProcess,
            ["scheduler_status"] = state.SchedulerRunning ? "running" : "stopped",
            ["instance_type"] = null,
            ["disable_pipeline_edit_access"] = false,
            ["require_user_authentication"] = state.AuthOn,
            ["require_user_permissions"] = false,
            ["project_type"] = "standalone",
            ["project_uuid"] = state.Data.ProjectUuid,
        };
        if (call.Format == "with_activity_details")
        {
            SortedDictionary<int, PipelineRun>.ValueCollection runs = state.Data.Runs.Values;
            status["active_pipeline_run_count"] = runs.Count(r => r.Status == "running");
            status["last_scheduler_activity"] = Stamps.Space(runs.Count == 0 ? null : runs.Max(r => r.UpdatedAt), state.Offsets);
            status["last_user_request"] = Stamps.Space(state.LastUserRequest, true);
        }

        return Listing.All([status]);
    }
}
