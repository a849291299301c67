using System.Collections.Generic;

namespace MageAI.Resources;

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows, in the server's order.</param>
/// <param name="Count">How many rows there are in all, where the server says so.</param>
/// <param name="Next">Whether more follow; null where the server does not say (Mage sends null, 0 or a bool).</param>
/// <param name="Bytes">The size of the reply; 0 where it is not known.</param>
internal sealed record Page<T>(List<T> Items, int? Count, bool? Next, int Bytes = 0);
