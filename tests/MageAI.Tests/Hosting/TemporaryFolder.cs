using System;
using System.IO;

namespace MageAI.Tests.Hosting;

/// <summary>A folder of its own that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mage-").FullName;

    public void Dispose() => Directory.Delete(Path, true);
}
