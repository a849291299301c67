using System;
using MageAI.Runs;

namespace MageAI.Binding;

/// <summary>The address of a server, or the one that Mage's web page shows for a trigger, which may hold its token.</summary>
public sealed class MageTriggerAddressArgument
{
    /// <summary>An address as people write it.</summary>
    /// <param name="address">The address.</param>
    public MageTriggerAddressArgument(string address) => Address = TriggerAddress.Read(address ?? throw new ArgumentNullException(nameof(address)));

    /// <summary>An address that an emulator or another command gave.</summary>
    /// <param name="address">The address.</param>
    public MageTriggerAddressArgument(Uri address)
        : this(address?.OriginalString!)
    {
    }

    internal TriggerAddress Address { get; }

    /// <summary>The server's part; an error record remembers what a command was called with, and the rest may be secret.</summary>
    /// <returns>The server's part.</returns>
    public override string ToString() => Address.Server;
}
