using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace MageAI.Tests.Hosting;

/// <summary>
/// A process of its own with the engine and none of our assemblies on its list of known ones, so that the module is loaded as
/// a user loads it: from its folder, with its dependencies behind the resolver.
/// </summary>
internal static class FreshProcess
{
    /// <summary>Runs one of the scenes below in a fresh process and gives back the lines it wrote.</summary>
    /// <param name="scene">Its name.</param>
    /// <param name="strangers">Assemblies that somebody else loaded before us, for the scenes that know of such.</param>
    public static string[] Run(string scene, params string[] strangers)
    {
        string known = Known();
        try
        {
            using Process process = Start(known, scene, strangers);
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            return process.WaitForExit(60000) && process.ExitCode == 0
                ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : throw new InvalidOperationException($"The process failed.\n{output}\n{errors.GetAwaiter().GetResult()}");
        }
        finally
        {
            File.Delete(known);
        }
    }

    /// <summary>Runs a script of the module's in a fresh process, which is killed when it comes to it: no block of any kind runs then.</summary>
    /// <param name="script">The script.</param>
    /// <param name="isTime">When.</param>
    public static void Kill(string script, Func<bool> isTime)
    {
        string known = Known();
        try
        {
            using Process process = Start(known, "script", [script]);
            MageHost.Eventually(() => process.HasExited || isTime(), "the process came so far");
            process.Kill();
            process.WaitForExit();
        }
        finally
        {
            File.Delete(known);
        }
    }

    private static string Known()
    {
        string tests = typeof(FreshProcess).Assembly.Location;
        string known = Path.Combine(Path.GetDirectoryName(tests)!, $"fresh-{Guid.NewGuid():N}.deps.json");
        File.WriteAllText(known, WithoutOurs(File.ReadAllText(Path.ChangeExtension(tests, ".deps.json"))));
        return known;
    }

    private static Process Start(string known, string scene, string[] more)
    {
        string tests = typeof(FreshProcess).Assembly.Location;
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in (string[])["exec", "--runtimeconfig", Path.ChangeExtension(tests, ".runtimeconfig.json"), "--depsfile", known, tests, scene, Repository.StagedModule, .. more])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static string WithoutOurs(string text)
    {
        HashSet<string> ours = new(
            Directory.GetFiles(Path.GetDirectoryName(Repository.StagedModule)!, "*.dll", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)),
            StringComparer.OrdinalIgnoreCase);
        JsonObject known = JsonNode.Parse(text)!.AsObject();
        foreach (KeyValuePair<string, JsonNode?> target in known["targets"]!.AsObject())
        {
            JsonObject libraries = target.Value!.AsObject();
            foreach (string name in libraries.Select(library => library.Key).Where(key => ours.Contains(key.Split('/')[0])).ToArray())
            {
                libraries.Remove(name);
                known["libraries"]!.AsObject().Remove(name);
            }
        }

        return known.ToJsonString();
    }

    private static int Main(string[] arguments)
    {
        try
        {
            (string scene, string module) = (arguments[0], arguments[1]);
            foreach (string line in scene switch
            {
                "import" => (IEnumerable<string>)Import(module),
                "use" => Use(module),
                "report" => Report(module),
                "twice" => Twice(module),
                "beside" => Beside(module, arguments[2..]),
                "script" => Script(module, arguments[2]),
                _ => throw new ArgumentException("There is no such scene."),
            })
            {
                Console.WriteLine(line);
            }

            return 0;
        }
#pragma warning disable CA1031
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            return 1;
        }
#pragma warning restore CA1031
    }

    /// <summary>What an import loads from the module's folder, and what it prints.</summary>
    private static List<string> Import(string module)
    {
        using Runspace runspace = Open();
        List<string> lines = [.. Invoke(runspace, "Import-Module $args[0]", module).Select(item => "printed " + item)];
        lines.AddRange(Loaded(module));
        return lines;
    }

    /// <summary>Runs a script.</summary>
    private static List<string> Script(string module, string script)
    {
        using Runspace runspace = Open();
        return Invoke(runspace, "Import-Module $args[0]; " + script, module);
    }

    /// <summary>What a first use loads besides, and in which context.</summary>
    private static List<string> Use(string module)
    {
        using Runspace runspace = Open();
        List<string> lines = [.. Invoke(
            runspace,
            "Import-Module $args[0]; Start-MageEmulator | Connect-Mage; (New-MagePipeline etl).Uuid; (Get-MagePipeline).Uuid; Remove-Module MageAI; Import-Module $args[0]; Start-MageEmulator | Connect-Mage; (New-MagePipeline again).Uuid",
            module).Select(item => "printed " + item)];
        lines.AddRange(Loaded(module));
        return lines;
    }

    /// <summary>Whether the assembly of statistics, reports and diagrams is loaded before one is asked for, and after.</summary>
    private static List<string> Report(string module)
    {
        using Runspace runspace = Open();
        const string loaded = "@([System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'MageAI.Reports' }).Count";
        return Invoke(
            runspace,
            "Import-Module $args[0]; Start-MageEmulator | Connect-Mage; New-MagePipeline etl | Out-Null; (Get-MagePipeline).Uuid; 'before: ' + "
                + loaded + "; @(Measure-MagePipelineRun -GroupBy Day).Count; 'after: ' + " + loaded,
            module);
    }

    /// <summary>Two runspaces import and work at the same time; one removes the module while the other goes on.</summary>
    private static string[] Twice(string module)
    {
        using Runspace one = Open();
        using Runspace two = Open();
        const string work = "Import-Module $args[0]; Start-MageEmulator | Connect-Mage; (New-MagePipeline etl).Uuid";
        Task<List<string>> first = Task.Run(() => Invoke(one, work, module));
        Task<List<string>> second = Task.Run(() => Invoke(two, work, module));
        Task.WaitAll(first, second);
        Invoke(one, "Remove-Module MageAI", module);
        return [.. first.Result, .. second.Result, .. Invoke(two, "(Get-MagePipeline).Uuid", module), .. Invoke(one, "@(Get-Module MageAI).Count", module)];
    }

    /// <summary>Works after somebody else loaded assemblies into the default context, removes the module, and works again in two runspaces.</summary>
    private static List<string> Beside(string module, string[] strangers)
    {
        foreach (string stranger in strangers)
        {
            Assembly.LoadFrom(stranger);
        }

        using Runspace runspace = Open();
        const string work = "Import-Module $args[0]; $c = [pscredential]::new('me@example.com', ('secret' | ForEach-Object { $s = [securestring]::new(); foreach ($c in $_.ToCharArray()) { $s.AppendChar($c) }; $s }));"
            + " Start-MageEmulator -Credential $c | Connect-Mage; New-MagePipeline etl | Out-Null; (Get-MagePipeline).Uuid; [MageAI.MageSession].Name";
        List<string> lines = Invoke(runspace, work, module);
        lines.AddRange(Invoke(runspace, "Remove-Module MageAI; " + work, module));
        lines.AddRange(Twice(module));
        return lines;
    }

    private static Runspace Open()
    {
        Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        return runspace;
    }

    private static List<string> Invoke(Runspace runspace, string script, string module)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        List<string> output = [.. shell.AddScript("$ErrorActionPreference = 'Stop'; " + script).AddArgument(module).Invoke().Select(item => item.ToString())];
        return [.. output, .. shell.Streams.Error.Select(error => "error " + error), .. shell.Streams.Warning.Select(warning => "warning " + warning)];
    }

    private static IEnumerable<string> Loaded(string module) =>
        from assembly in AppDomain.CurrentDomain.GetAssemblies()
        where !assembly.IsDynamic && assembly.Location.StartsWith(Path.GetDirectoryName(module)!, StringComparison.Ordinal)
        orderby assembly.Location
        select $"loaded {Path.GetRelativePath(Path.GetDirectoryName(module)!, assembly.Location).Replace('\\', '/')} {System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(assembly)!.Name}";
}
