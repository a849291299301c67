using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;

namespace MageAI.Emulation.Routes;

internal sealed class KernelResource : Resource
{
    public override string Plural => "kernels";

    public override string Singular => "kernel";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(list: Role.Viewer);

    public override Listing List(Call call) => Listing.All(
    [
        new JsonObject
        {
            ["alive"] = call.State.KernelAlive,
            ["id"] = "5f3c8a52-8d4e-4a53-9f0b-6d6f4f1f0001",
            ["name"] = "python3",
            ["usage"] = call.State.KernelAlive ? new JsonObject { ["kernel_cpu"] = 0.0, ["kernel_memory"] = 94371840, ["pid"] = 91 } : null,
        },
    ]);
}
