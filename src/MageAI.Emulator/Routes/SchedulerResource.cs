using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>The scheduler process. Mage lets even a viewer stop it.</summary>
internal sealed class SchedulerResource : Resource
{
    public override string Plural => "schedulers";

    public override string Singular => "scheduler";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(list: Role.Viewer, create: Role.Viewer);

    public override Listing List(Call call) => Listing.All([Show(call.State)]);

    public override JsonNode? Create(Call call)
    {
        switch (PythonJson.Text(call.Payload["action_type"]))
        {
            case "start":
                call.State.Data.SchedulerWanted = true;
                call.State.SchedulerProcess++;

                // A process that is about to die says that it runs.
                call.State.SchedulerDied = false;
                break;
            case "stop":
                call.State.Data.SchedulerWanted = false;
                break;
        }

        call.State.Changed = true;
        return Show(call.State);
    }

    private static JsonObject Show(EmulatorState state) => new() { ["status"] = state.SchedulerRunning ? "running" : "stopped" };
}
