using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;

namespace MageAI.Tests.Hosting;

/// <summary>Assemblies of the names we depend on, as other modules may have loaded them before us.</summary>
internal static class Strangers
{
    private static string Dependencies => Path.Combine(Path.GetDirectoryName(Repository.StagedModule)!, "deps");

    /// <summary>Real ones, by file name and version.</summary>
    public static string[] Real(params (string Name, string Version)[] packages) => [.. packages.Select(package => Real(package.Name, package.Version))];

    /// <summary>Empty ones of another version, under the same names and keys: whoever binds to them finds nothing in them.</summary>
    public static string[] Hollow(string folder, Version version, params string[] names)
    {
        List<string> made = [];
        foreach (string name in names)
        {
            AssemblyName real = AssemblyName.GetAssemblyName(Path.Combine(Dependencies, name + ".dll"));
            AssemblyName other = new(name) { Version = version };
            other.SetPublicKey(real.GetPublicKey());
            PersistedAssemblyBuilder assembly = new(other, typeof(object).Assembly);
            assembly.DefineDynamicModule(name).DefineType("Hollow", TypeAttributes.Public).CreateType();
            string path = Path.Combine(folder, name + ".dll");
            assembly.Save(path);
            made.Add(path);
        }

        return [.. made];
    }

    private static string Real(string name, string version)
    {
        string libraries = Path.Combine(Repository.Packages, name.ToLowerInvariant(), version, "lib");
        return new[] { "net10.0", "net8.0", "net6.0", "netstandard2.1", "netstandard2.0" }
            .Select(framework => Path.Combine(libraries, framework, name + ".dll"))
            .First(File.Exists);
    }
}
