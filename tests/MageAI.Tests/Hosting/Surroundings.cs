using System;
using System.Collections;
using System.Linq;
using System.Runtime.CompilerServices;

namespace MageAI.Tests.Hosting;

/// <summary>What the person who runs the tests has set for their own Mage and their own network has no part in them.</summary>
internal static class Surroundings
{
    private static readonly string[] s_proxies = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Clear()
    {
        string[] names = [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => (string)variable.Key)];
        foreach (string name in names.Where(name => s_proxies.Contains(name.ToLowerInvariant()) || (name.StartsWith("MAGE_", StringComparison.OrdinalIgnoreCase) && name != "MAGE_TRAFFIC")))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        // The processes that tests start tell nobody of themselves, and leave no ends of pipes for a debugger behind when they are killed. That takes time, too.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
    }
#pragma warning restore CA2255
}
