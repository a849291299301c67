using Xunit;

namespace MageAI.Tests.Hosting;

/// <summary>For the few tests that measure with the machine's clock: they run by themselves, so that it is the module they time and not each other.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
