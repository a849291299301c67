using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MageAI.Binding;

namespace MageAI.Finding;

/// <summary>
/// The names of schedules that one command looks for in lists. Which of them some schedule has exactly is known at the end of the lists only: until then
/// what they have is kept.
/// </summary>
internal sealed class ScheduleNames
{
    private readonly HashSet<NamePattern> _found = [];
    private readonly HashSet<(MageSession, NamePattern)> _numbered = [];
    private readonly HashSet<(MageSession, NamePattern)> _tried = [];
    private readonly List<(MageSession Session, MageSchedule Schedule)> _listed = [];

    /// <summary>The names and patterns; none where every schedule is meant.</summary>
    public NamePattern[] All { get; set; } = [];

    /// <summary>Those that may be ids, to be looked for first, once on each server: what is the id of a schedule is no name of another.</summary>
    public (NamePattern Name, int Id)[] NumbersFor(MageSession session) =>
        [.. All.Where(name => name.IsLiteral && IdOf(name) is not null && _tried.Add((session, name))).Select(name => (name, IdOf(name)!.Value))];

    /// <summary>Whether a name was looked for as an id.</summary>
    public bool WasNumber(MageSession session, NamePattern name) => _tried.Contains((session, name));

    /// <summary>The literals that mean none of what was seen.</summary>
    public NamePattern[] Missing => [.. All.Where(name => name.IsLiteral && !_found.Contains(name))];

    /// <summary>Notes that a name is the id of a schedule of a server.</summary>
    public void NoteNumber(MageSession session, NamePattern name)
    {
        _numbered.Add((session, name));
        _found.Add(name);
    }

    /// <summary>Whether all names are ids of schedules of a server.</summary>
    public bool AreNumbers(MageSession session) => All.Length > 0 && All.All(name => _numbered.Contains((session, name)));

    /// <summary>Notes what a list has.</summary>
    public void Keep(MageSession session, MageSchedule schedule) => _listed.Add((session, schedule));

    /// <summary>Notes that all names are settled by a thing that is known otherwise.</summary>
    public void NoteAll() => _found.UnionWith(All);

    /// <summary>Whether a schedule that is known otherwise fits the names, if there are any.</summary>
    public bool Fit(MageSchedule schedule)
    {
        NamePattern[] fitting = [.. All.Where(name => name.IsMatch(schedule.Name))];
        _found.UnionWith(fitting);
        return All.Length == 0 || fitting.Length > 0;
    }

    /// <summary>Of what was kept that which is meant, in the order of the lists; it is kept no longer.</summary>
    public IEnumerable<(MageSession Session, MageSchedule Schedule)> TakeMeant()
    {
        HashSet<MageSchedule> meant = [];
        foreach (IGrouping<MageSession, MageSchedule> there in _listed.GroupBy(listed => listed.Session, listed => listed.Schedule))
        {
            MageSchedule[] all = [.. there];
            foreach (NamePattern name in All.Where(name => !_numbered.Contains((there.Key, name))))
            {
                IReadOnlyList<MageSchedule> named = name.Among(all, schedule => schedule.Name);
                meant.UnionWith(named);
                if (named.Count > 0)
                {
                    _found.Add(name);
                }
            }
        }

        (MageSession, MageSchedule)[] taken = [.. _listed.Where(listed => meant.Contains(listed.Schedule))];
        _listed.Clear();
        return taken;
    }

    private static int? IdOf(NamePattern name) => int.TryParse(name.Meant, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int id) ? id : null;
}
