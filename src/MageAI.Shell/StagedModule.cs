using System.IO;
using System.Linq;
using System.Reflection;

namespace MageAI.Shell;

/// <summary>The module as the build laid it out, the way a user gets it.</summary>
internal static class StagedModule
{
    /// <summary>The manifest, where the build wrote down that it is.</summary>
    /// <exception cref="FileNotFoundException">It is not there: out/ was cleaned since.</exception>
    public static string Path
    {
        get
        {
            string path = typeof(StagedModule).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "StagedModule").Value!;
            return File.Exists(path) ? path : throw new FileNotFoundException($"There is no module at {path}. Run dotnet build.", path);
        }
    }
}
