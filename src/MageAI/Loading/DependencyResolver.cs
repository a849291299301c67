using System;
using System.Collections.Concurrent;
using System.IO;
using System.Reflection;

namespace MageAI.Loading;

/// <summary>
/// Finds the assemblies in <c>deps/</c>, and only for our own assemblies and for each other. It is asked only when nobody
/// else has a version that fits; and on PowerShell 7 what we load goes into a context of our own, where it disturbs no
/// other module.
///
/// A version that somebody else loaded and that seems to fit need not fit: it may be newer, and what it needs may be missing.
/// So MageAI.Http, the one assembly that uses Microsoft.Extensions and Polly, lives in <c>deps/</c> and in our context too,
/// and with it the very versions it was built with: a name is looked up among a context's own assemblies first.
/// What the runtime brings along (System.Text.Json and other System assemblies) is taken from there.
/// </summary>
internal static class DependencyResolver
{
    private static readonly string s_module = Path.GetDirectoryName(typeof(DependencyResolver).Assembly.Location)!;
    private static readonly string s_dependencies = Path.Combine(s_module, "deps");
    private static readonly ConcurrentDictionary<string, Assembly?> s_loaded = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Lazy<Func<string, Assembly>> s_load = new(CreateLoader);

    public static Assembly? Resolve(object? sender, ResolveEventArgs args)
    {
        AssemblyName name = new(args.Name);
        if (name.Name is null || !IsOurs(args.RequestingAssembly))
        {
            return null;
        }

        return s_loaded.GetOrAdd(name.Name, Load) is Assembly found && found.GetName().Version >= name.Version ? found : null;
    }

    private static Assembly? Load(string name)
    {
        string path = Path.Combine(s_dependencies, name + ".dll");
        if (File.Exists(path))
        {
            return LoadIsolated(path);
        }

        // The client and the emulator lie beside the module, and PowerShell finds the names of types only in its own context.
        path = Path.Combine(s_module, name + ".dll");
        return name.StartsWith("MageAI.", StringComparison.OrdinalIgnoreCase) && File.Exists(path) ? Assembly.LoadFrom(path) : null;
    }

    /// <summary>Loads an assembly into our context, and before anybody asks for them those it refers to.</summary>
    private static Assembly LoadIsolated(string path)
    {
        Assembly assembly = s_load.Value(path);
        foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
        {
            if (!reference.Name.StartsWith("System.", StringComparison.Ordinal) && File.Exists(Path.Combine(s_dependencies, reference.Name + ".dll")))
            {
                s_loaded.GetOrAdd(reference.Name, Load);
            }
        }

        return assembly;
    }

    private static bool IsOurs(Assembly? requester)
    {
        if (requester is null || requester.IsDynamic)
        {
            return false;
        }

        string? folder = Path.GetDirectoryName(requester.Location);
        return string.Equals(folder, s_module, StringComparison.OrdinalIgnoreCase)
            || string.Equals(folder, s_dependencies, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>AssemblyLoadContext does not exist on Windows PowerShell, and not in netstandard2.0, hence by reflection.</summary>
    private static Func<string, Assembly> CreateLoader()
    {
        Type? context = Type.GetType("System.Runtime.Loader.AssemblyLoadContext, System.Runtime.Loader", throwOnError: false);
        ConstructorInfo? create = context?.GetConstructor([typeof(string), typeof(bool)]);
        MethodInfo? load = context?.GetMethod("LoadFromAssemblyPath", [typeof(string)]);
        if (create is null || load is null)
        {
            return Assembly.LoadFrom;
        }

        object own = create.Invoke(["MageAI", false]);
        return (Func<string, Assembly>)load.CreateDelegate(typeof(Func<string, Assembly>), own);
    }
}
