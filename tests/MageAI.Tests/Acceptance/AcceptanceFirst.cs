using System.Collections.Generic;
using System.Linq;
using MageAI.Tests.Acceptance;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("MageAI.Tests.Acceptance." + nameof(AcceptanceFirst), "MageAI.Tests")]

namespace MageAI.Tests.Acceptance;

/// <summary>The tests that take longest, in processes of their own, begin first; the others fill the time that those wait.</summary>
public sealed class AcceptanceFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName.Contains(nameof(AcceptanceTests), System.StringComparison.Ordinal) ? 0 : 1);
}
