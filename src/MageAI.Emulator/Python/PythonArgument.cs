using System.Collections.Generic;

namespace MageAI.Emulation.Python;

/// <summary>An argument of a call in Python code, as it is written.</summary>
internal sealed class PythonArgument(string? name, string text)
{
    /// <summary>The keyword; null for one by position.</summary>
    public string? Name => name;

    public string Text => text;

    /// <summary>The arguments of a call.</summary>
    /// <param name="text">The text from the opening bracket on.</param>
    /// <param name="rest">What follows the closing bracket.</param>
    /// <returns>Null if the text begins with no bracket or has no end.</returns>
    public static List<PythonArgument>? Read(string text, out string rest)
    {
        rest = "";
        if (text.Length == 0 || text[0] != '(')
        {
            return null;
        }

        List<PythonArgument> found = new List<PythonArgument>();
        int depth = 0;
        int from = 1;
        for (int at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\'' or '"':
                    at = PythonStatement.EndOfString(text, at) - 1;
                    break;
                case '#':
                    while (at + 1 < text.Length && text[at + 1] != '\n')
                    {
                        at++;
                    }

                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ',' when depth == 1:
                    Add(found, text.Substring(from, at - from));
                    from = at + 1;
                    break;
                case ')' or ']' or '}' when --depth == 0:
                    Add(found, text.Substring(from, at - from));
                    rest = text.Substring(at + 1).Trim();
                    return found;
            }
        }

        return null;
    }

    private static void Add(List<PythonArgument> found, string text)
    {
        text = text.Trim();
        if (text.Length == 0)
        {
            return;
        }

        int end = 0;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        int equals = end;
        while (equals < text.Length && text[equals] == ' ')
        {
            equals++;
        }

        bool named = end > 0 && equals + 1 < text.Length && text[equals] == '=' && text[equals + 1] != '=';
        found.Add(named ? new PythonArgument(text.Substring(0, end), text.Substring(equals + 1).Trim()) : new PythonArgument(null, text));
    }
}
