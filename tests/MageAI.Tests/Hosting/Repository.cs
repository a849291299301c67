using System.Linq;
using System.Reflection;

namespace MageAI.Tests.Hosting;

/// <summary>Where things are in this checkout, as the build wrote it down.</summary>
internal static class Repository
{
    public static string Root => Fact("RepositoryRoot");

    public static string StagedModule => Fact("StagedModule");

    /// <summary>Where NuGet keeps the packages.</summary>
    public static string Packages => Fact("Packages");

    /// <summary>Pester's manifest.</summary>
    public static string Pester => Fact("Pester");

    private static string Fact(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
