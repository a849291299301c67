using System;
using System.Text.RegularExpressions;
using MageAI.Errors;

namespace MageAI.Finding;

/// <summary>What a person looks for in texts by a regular expression, whatever the case.</summary>
internal static class TextExpression
{
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(2);

    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/>: it is none; by what is given, that it takes too long.</exception>
    public static Func<string, bool> Matching(string pattern)
    {
        try
        {
            Regex expression = new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Multiline, s_most);
            return text =>
            {
                try
                {
                    return expression.IsMatch(text);
                }
                catch (RegexMatchTimeoutException e)
                {
                    throw RunErrors.NoExpression(pattern, e);
                }
            };
        }
        catch (ArgumentException e)
        {
            throw RunErrors.NoExpression(pattern, e);
        }
    }
}
