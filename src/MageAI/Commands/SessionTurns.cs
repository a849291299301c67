using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>Which session a command acts on, and of several each in its turn.</summary>
/// <param name="cmdlet">The command.</param>
/// <param name="line">What stands on its line.</param>
internal sealed class SessionTurns(PSCmdlet cmdlet, CommandLine line)
{
    private MageSession? _now;

    /// <summary>The session for one item: that whose turn it is, or the one that was named, or the item's own, or the default.</summary>
    /// <exception cref="MageException">There is none, or several were named where one is meant.</exception>
    public MageSession Of(MageSessionArgument[]? named, MageSession? own)
    {
        if (_now is not null)
        {
            return _now;
        }

        line.RequireSession(nameof(MageSessionCmdlet.Session), named, isBegun: true);
        if (named is null or { Length: 0 })
        {
            return own ?? SessionStore.Current.Default ?? throw ErrorRecords.NotConnected();
        }

        return named.Length == 1 ? In(named[0]) : throw new MageException(
            MageErrorId.InvalidInput, $"-Session takes one session here, and {named.Length} were passed: {string.Join(", ", named.AsEnumerable())}. Nothing was sent.")
        {
            RecommendedAction = "Pass one session, or call the command for each. Cmdlets that read take several.",
        };
    }

    /// <summary>Whether a session itself was piped in.</summary>
    public bool IsPiped(MageSessionArgument[]? named) => named is [{ IsItself: true }] && !line.IsTyped(nameof(MageSessionCmdlet.Session));

    /// <summary>Gives each session that was named its turn; where fewer than two were, there are none. Of a session piped in nothing is taken but itself.</summary>
    /// <returns>True.</returns>
    public bool Each(MageSessionArgument[]? named, Action act)
    {
        line.RequireSession(nameof(MageSessionCmdlet.Session), named, isBegun: true);
        if (IsPiped(named))
        {
            Forget();
        }

        if (named is null or { Length: < 2 })
        {
            act();
            return true;
        }

        try
        {
            foreach (MageSession session in named.Select(In).Distinct().ToArray())
            {
                _now = session;
                act();
            }

            return true;
        }
        finally
        {
            _now = null;
        }
    }

    /// <summary>A session that was piped in is no pipeline and no schedule, though it has a name: what else was bound of it is taken back.</summary>
    private void Forget()
    {
        foreach (KeyValuePair<string, object> bound in cmdlet.MyInvocation.BoundParameters.Where(bound => bound.Key != nameof(MageSessionCmdlet.Session) && !line.IsTyped(bound.Key)).ToArray())
        {
            PropertyInfo property = cmdlet.GetType().GetProperty(bound.Key)!;
            if (property.GetCustomAttributes<ParameterAttribute>().Any(parameter => parameter.Mandatory && (parameter.ParameterSetName == ParameterAttribute.AllParameterSets || parameter.ParameterSetName == cmdlet.ParameterSetName)))
            {
                throw ErrorRecords.NoMoreThanSession(bound.Key);
            }

            property.SetValue(cmdlet, property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null);
            cmdlet.MyInvocation.BoundParameters.Remove(bound.Key);
        }
    }

    private static MageSession In(MageSessionArgument argument) => argument.In(SessionStore.Current) ?? throw ErrorRecords.SessionNotFound(argument);
}
