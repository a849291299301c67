using System.Text.Json.Nodes;
using MageAI.Emulation.Scheduling;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>The columns of a trigger, in the order in which Mage's presenter gives them.</summary>
internal static class ScheduleShape
{
    public const string HiddenToken = "[API_TOKEN_PLACEHOLDER]";

    public static JsonObject Show(EmulatorState state, Schedule schedule, bool revealToken = false)
    {
        schedule.ThrowIfPoisoned();
        return new JsonObject
        {
            ["created_at"] = Stamps.Space(schedule.CreatedAt, state.Offsets),
            ["description"] = schedule.Description,
            ["global_data_product_uuid"] = schedule.GlobalDataProductUuid,
            ["id"] = schedule.Id,
            ["last_enabled_at"] = Stamps.Space(schedule.LastEnabledAt, state.Offsets),
            ["name"] = schedule.Name,
            ["pipeline_uuid"] = schedule.PipelineUuid,
            ["repo_path"] = schedule.RepoPath,
            ["schedule_interval"] = schedule.Interval,
            ["schedule_type"] = schedule.Type,
            ["settings"] = schedule.Settings?.DeepClone(),
            ["sla"] = schedule.Sla?.DeepClone(),
            ["start_time"] = Stamps.Space(schedule.StartTime, state.Offsets),
            ["status"] = schedule.Status,
            ["token"] = state.Options.HideTriggerTokens && !revealToken ? HiddenToken : schedule.Token,
            ["updated_at"] = Stamps.Space(schedule.UpdatedAt, state.Offsets),
            ["variables"] = schedule.Variables?.DeepClone(),
        };
    }

    public static JsonNode? NextRun(EmulatorState state, Schedule schedule) => Stamps.Space(
        LandingTime.IsOn(schedule) ? LandingTime.Next(schedule, Intervals.Current(schedule.Interval, state.Now)!.Value) : Intervals.Next(schedule.Interval, state.Now), true);
}
