using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Sessions;

namespace MageAI.Completion;

/// <summary>Offers the names of the open sessions.</summary>
public sealed class SessionCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) =>
        SessionStore.Current.All.Select(session => (session.Name, $"{session.Uri} {session.User}"));
}
