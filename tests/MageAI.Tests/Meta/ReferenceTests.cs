using System;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Meta;

/// <summary>
/// Windows PowerShell 5.1 as far as it can be looked at without Windows: whatever a shipped assembly refers to is shipped too,
/// or is part of .NET Framework 4.7.2, in a version that satisfies the reference.
/// </summary>
public sealed class ReferenceTests
{
    private static readonly string s_folder = Path.GetDirectoryName(Repository.StagedModule)!;

    private static readonly Identity[] s_framework =
    [
        .. Directory.GetFiles(Path.Combine(Repository.Packages, "microsoft.netframework.referenceassemblies.net472", "1.0.3", "build", ".NETFramework", "v4.7.2"), "*.dll", SearchOption.AllDirectories)
            .Select(path => Read(path)?.Self).OfType<Identity>(),

        // Windows PowerShell's own.
        new("System.Management.Automation", new Version(3, 0, 0, 0), "31BF3856AD364E35"),
    ];

    public static TheoryData<string> Shipped => [.. Files().Select(path => Path.GetRelativePath(s_folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Windows_PowerShell_finds_everything_that_a_shipped_assembly_refers_to(string file)
    {
        (_, Identity[] references) = Read(Path.Combine(s_folder, file))!.Value;
        Identity[] shipped = [.. Files().Select(path => Read(path)!.Value.Self)];

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(
            shipped.Concat(s_framework).Any(reference.IsSatisfiedBy), $"{file} refers to {reference}, which is neither shipped nor in .NET Framework 4.7.2."));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_assembly_is_no_build_for_a_newer_framework(string file)
    {
        (_, Identity[] references) = Read(Path.Combine(s_folder, file))!.Value;

        // An assembly for .NET refers to System.Runtime 4.2.2 or newer; .NET Framework has 4.1.2.
        Assert.DoesNotContain(references, reference => reference.Name is "System.Runtime" or "System.Private.CoreLib" && reference.Version > new Version(4, 1, 2, 0));
        Assert.Contains(references, reference => reference.Name is "netstandard" or "mscorlib");
    }

    [Fact]
    public void Only_the_assembly_in_the_modules_own_context_knows_Microsoft_Extensions_and_Polly() =>
        Assert.Equal(
            ["MageAI.Http"],
            Files().Select(path => Read(path)!.Value)
                .Where(assembly => assembly.Self.Name.StartsWith("MageAI", StringComparison.Ordinal))
                .Where(assembly => assembly.References.Any(reference => reference.Name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || reference.Name.StartsWith("Polly", StringComparison.Ordinal)))
                .Select(assembly => assembly.Self.Name));

    private static string[] Files() => Directory.GetFiles(s_folder, "*.dll", SearchOption.AllDirectories);

    private static (Identity Self, Identity[] References)? Read(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        if (!file.HasMetadata || file.GetMetadataReader() is not { IsAssembly: true } reader)
        {
            return null;
        }

        AssemblyDefinition self = reader.GetAssemblyDefinition();
        return (
            new Identity(reader.GetString(self.Name), self.Version, Token(reader.GetBlobBytes(self.PublicKey), whole: true)),
            [
                .. reader.AssemblyReferences.Select(reader.GetAssemblyReference).Select(reference => new Identity(
                    reader.GetString(reference.Name), reference.Version, Token(reader.GetBlobBytes(reference.PublicKeyOrToken), (reference.Flags & System.Reflection.AssemblyFlags.PublicKey) != 0))),
            ]);
    }

    private static string Token(byte[] key, bool whole)
    {
        if (!whole || key.Length == 0)
        {
            return Convert.ToHexString(key);
        }

        System.Reflection.AssemblyName name = new();
        name.SetPublicKey(key);
        return Convert.ToHexString(name.GetPublicKeyToken()!);
    }

    private sealed record Identity(string Name, Version Version, string Token)
    {
        public bool IsSatisfiedBy(Identity other) => string.Equals(other.Name, Name, StringComparison.OrdinalIgnoreCase) && other.Token == Token && other.Version >= Version;
    }
}
