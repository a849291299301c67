using System;
using System.Collections.Generic;

namespace MageAI.Emulation.Python;

/// <summary>A statement or a comment of Python code. What stands in brackets or strings over several lines is one statement.</summary>
internal sealed class PythonStatement(string text, int line, int indent)
{
    /// <summary>Without the indentation and without a comment behind it; a comment begins with #.</summary>
    public string Text => text;

    /// <summary>The line that it begins on, from 1.</summary>
    public int Line => line;

    public int Indent => indent;

    public bool IsComment => text[0] == '#';

    /// <summary>What follows a keyword or a callee at the beginning; null if the statement begins otherwise.</summary>
    public string? After(string word) =>
        text.StartsWith(word, StringComparison.Ordinal) && (text.Length == word.Length || !IsNamePart(text[word.Length])) ? text.Substring(word.Length).TrimStart() : null;

    public static List<PythonStatement> Split(string code)
    {
        List<PythonStatement> found = new List<PythonStatement>();
        int line = 1;
        int from = 0;
        int begun = 1;
        int indent = IndentAt(code, 0);
        int depth = 0;
        int at = 0;

        void Close()
        {
            string text = code.Substring(from, at - from).Trim();
            if (text.Length > 0)
            {
                found.Add(new PythonStatement(text, begun, indent));
            }
        }

        void Open(int position)
        {
            from = position;
            begun = line;
        }

        while (at < code.Length)
        {
            char c = code[at];
            if (c is '\'' or '"')
            {
                int after = EndOfString(code, at);
                for (; at < after; at++)
                {
                    line += code[at] == '\n' ? 1 : 0;
                }

                continue;
            }

            switch (c)
            {
                case '#':
                    if (depth == 0)
                    {
                        Close();
                        Open(at);
                    }

                    while (at < code.Length && code[at] != '\n')
                    {
                        at++;
                    }

                    if (depth == 0)
                    {
                        Close();
                        Open(at);
                    }

                    continue;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}':
                    depth = Math.Max(0, depth - 1);
                    break;
                case '\\' when at + 1 < code.Length && code[at + 1] == '\n':
                    at++;
                    line++;
                    break;
                case ';' when depth == 0:
                    Close();
                    Open(at + 1);
                    break;
                case '\n':
                    line++;
                    if (depth == 0)
                    {
                        Close();
                        indent = IndentAt(code, at + 1);
                        Open(at + 1);
                    }

                    break;
            }

            at++;
        }

        Close();
        return found;
    }

    /// <summary>The position behind a string that begins here; one that is not closed ends with its line, a triple-quoted one with the text.</summary>
    public static int EndOfString(string code, int at)
    {
        char quote = code[at];
        bool triple = at + 2 < code.Length && code[at + 1] == quote && code[at + 2] == quote;
        for (int i = at + (triple ? 3 : 1); i < code.Length; i++)
        {
            if (code[i] == '\\')
            {
                i++;
            }
            else if (triple)
            {
                if (code[i] == quote && i + 2 < code.Length && code[i + 1] == quote && code[i + 2] == quote)
                {
                    return i + 3;
                }
            }
            else if (code[i] == quote)
            {
                return i + 1;
            }
            else if (code[i] == '\n')
            {
                return i;
            }
        }

        return code.Length;
    }

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static int IndentAt(string code, int at)
    {
        int from = at;
        while (at < code.Length && code[at] is ' ' or '\t')
        {
            at++;
        }

        return at - from;
    }
}
