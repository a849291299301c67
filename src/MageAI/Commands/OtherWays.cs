using System;

namespace MageAI.Commands;

/// <summary>Other ways to deal with a failure than to tell of it, where what was meant may be something else.</summary>
internal sealed class OtherWays
{
    /// <summary>Deals with a failure: true when that was done. Null where there is no other way.</summary>
    public Func<MageException, bool>? Instead { get; private set; }

    /// <summary>Does something; a failure of it, also one that shows later, beside other work, may be dealt with in another way than by telling of it.</summary>
    /// <param name="act">Does it.</param>
    /// <param name="instead">Deals with a failure; false where there is no other way.</param>
    public void Otherwise(Action act, Func<MageException, bool> instead)
    {
        Func<MageException, bool>? outer = Instead;
        Func<MageException, bool> mine = failure =>
        {
            Instead = outer;
            return instead(failure) || outer?.Invoke(failure) == true;
        };
        Instead = mine;
        try
        {
            act();
        }
        catch (MageException failure) when (ReferenceEquals(Instead, mine))
        {
            // Not in the filter: what fails there is lost, and the first failure would be told in its place.
            if (!instead(failure))
            {
                throw;
            }
        }
        finally
        {
            Instead = outer;
        }
    }
}
