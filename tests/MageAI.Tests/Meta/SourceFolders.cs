using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using MageAI.Tests.Hosting;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace MageAI.Tests.Meta;

/// <summary>
/// A project as it is built, its types by the folders of their sources: a public type may stand in any folder, whatever its namespace.
/// What a nested or generated type does, its outermost type does.
/// </summary>
internal sealed partial class SourceFolders
{
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <summary>Reads a project.</summary>
    /// <param name="project">The folder below <c>src</c>.</param>
    /// <param name="assembly">What is built of it.</param>
    public SourceFolders(string project, System.Reflection.Assembly assembly)
    {
        string root = Path.Combine(Repository.Root, "src", project);
        foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string folder = Path.GetDirectoryName(Path.GetRelativePath(root, file))!.Replace('\\', '/');
            if (folder.Split('/')[0] is "obj" or "bin")
            {
                continue;
            }

            string source = File.ReadAllText(file);
            string space = Namespace().Match(source).Groups[1].Value;
            foreach (Match type in Declaration().Matches(source))
            {
                _folders[$"{space}.{type.Groups[1].Value}"] = folder;
            }
        }

        Architecture architecture = new ArchLoader().LoadAssembly(assembly).Build();
        Uses =
        [
            .. from type in architecture.Types
               let origin = Outermost(type)
               where _folders.ContainsKey(origin)
               from target in type.Dependencies.Select(dependency => Outermost(dependency.Target)).Distinct()
               where target != origin
               select (origin, target),
        ];
        Uses = [.. Uses.Distinct()];
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly.Location);
        Literals =
        [
            .. from type in module.GetTypes()
               from method in type.Methods
               where method.HasBody
               from instruction in method.Body.Instructions
               where instruction.OpCode == OpCodes.Ldstr
               select (string)instruction.Operand,
        ];
        Unplaced = [.. architecture.Types.Select(Outermost).Distinct().Where(name => name.StartsWith("MageAI.", StringComparison.Ordinal) && !_folders.ContainsKey(name))];
    }

    /// <summary>Which type uses which, by their full names.</summary>
    public IReadOnlyList<(string Origin, string Target)> Uses { get; }

    /// <summary>The texts in the code.</summary>
    public IReadOnlyList<string> Literals { get; }

    /// <summary>Types whose source was not found.</summary>
    public IReadOnlyList<string> Unplaced { get; }

    public IEnumerable<string> Folders => _folders.Values.Distinct();

    /// <summary>The folder of a type of the project, with slashes; null for a type of another.</summary>
    public string? Of(string type) => _folders.GetValueOrDefault(type);

    /// <summary>The folders of a circle, in their order, the first once more at its end; empty when there is none.</summary>
    public IReadOnlyList<string> Circle()
    {
        ILookup<string, string> uses = Uses
            .Select(use => (Origin: Of(use.Origin)!, Target: Of(use.Target)))
            .Where(use => use.Target is not null && use.Target != use.Origin)
            .Distinct()
            .ToLookup(use => use.Origin, use => use.Target!);
        HashSet<string> done = new(StringComparer.Ordinal);
        return Folders.Order(StringComparer.Ordinal).Select(folder => CircleFrom(folder, [])).FirstOrDefault(circle => circle.Count > 0) ?? [];

        IReadOnlyList<string> CircleFrom(string folder, List<string> path)
        {
            if (path.IndexOf(folder) is >= 0 and int start)
            {
                return [.. path.Skip(start), folder];
            }

            IReadOnlyList<string>? circle = done.Contains(folder) ? null : uses[folder].Select(next => CircleFrom(next, [.. path, folder])).FirstOrDefault(found => found.Count > 0);
            done.Add(folder);
            return circle ?? [];
        }
    }

    private static string Outermost(IType type) => type.FullName.Split('+', '/', '<', '`')[0];

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:(?:public|internal|sealed|static|abstract|partial|readonly|ref)\s+)*(?:class|enum|struct|record struct|record|interface)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
