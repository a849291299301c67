using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Completion;

/// <summary>Offers the time zones that this computer knows.</summary>
public sealed class TimeZoneCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) =>
        TimeZoneInfo.GetSystemTimeZones().Select(zone => (zone.Id, zone.DisplayName));
}
