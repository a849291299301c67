using System.Linq;
using System.Reflection;

namespace MageAI.Tests.Hosting;

/// <summary>Where things are in this checkout, as the build wrote it down.</summary>
internal static class Repository
{
    public static string Root => Fact("RepositoryRoot");

    public static string StagedModule => Fact("StagedModule");

    private static string Fact(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
