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
    }
#pragma warning restore CA2255
}
