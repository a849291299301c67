using System;
using MageAI.Transport;

namespace MageAI.Binding;

/// <summary>The address of a proxy, or its host and port; it may hold a user name and a password.</summary>
public sealed class MageProxyArgument
{
    /// <summary>An address as people write it.</summary>
    /// <param name="address">The address.</param>
    public MageProxyArgument(string address) => Address = ProxyAddress.Read(address ?? throw new ArgumentNullException(nameof(address)));

    /// <summary>An address that another command gave.</summary>
    /// <param name="address">The address.</param>
    public MageProxyArgument(Uri address)
        : this(address?.OriginalString!)
    {
    }

    internal ProxyAddress Address { get; }

    /// <summary>The address without user name and password; an error record remembers what a command was called with.</summary>
    /// <returns>The address.</returns>
    public override string ToString() => Address.ToString();
}
