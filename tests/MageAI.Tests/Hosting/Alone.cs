using Xunit;

namespace MageAI.Tests.Hosting;

/// <summary>For tests that look at a clock: they run by themselves, so that it is the module they time and not each other.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
