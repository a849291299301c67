using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using MageAI.Binding;
using MageAI.Finding;
using MageAI.Sessions;

namespace MageAI.Completion;

/// <summary>What the completers share: which session is meant, what matches, and how it is quoted.</summary>
public abstract class MageCompleter : IArgumentCompleter
{
    /// <summary>Called by PowerShell at Tab. Never throws, never asks.</summary>
    /// <param name="commandName">The command.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What stands there, with the quote that was typed.</param>
    /// <param name="commandAst">The command line.</param>
    /// <param name="fakeBoundParameters">The parameters that stand before.</param>
    /// <returns>What to offer.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        char quote = wordToComplete is { Length: > 0 } && wordToComplete[0] is '\'' or '"' ? wordToComplete[0] : '\0';
        string typed = Unquote(wordToComplete ?? string.Empty, quote);
        NamePattern pattern = NamePattern.Beginning(typed);
        List<CompletionResult> results = [];
        foreach ((string text, string tooltip) in Candidates(fakeBoundParameters ?? new Hashtable()))
        {
            if (pattern.IsMatch(text))
            {
                results.Add(new CompletionResult(Quote(text, quote), text, CompletionResultType.ParameterValue, tooltip.Length == 0 ? text : tooltip));
            }
        }

        return results;
    }

    /// <summary>Everything that could stand there, with a word about it.</summary>
    private protected abstract IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound);

    /// <summary>The session of the command line, else the default one, else null.</summary>
    private protected static MageSession? SessionOf(IDictionary bound) => Unwrap(bound["Session"]) switch
    {
        MageSession session => session,
        MageSessionArgument { Session: MageSession session } => session,
        MageSessionArgument { Name: string name } => SessionStore.Current.Find(name),
        string name => SessionStore.Current.Find(name),
        _ => SessionStore.Current.Default,
    };

    /// <summary>The uuid of the pipeline on the command line, if it is one.</summary>
    private protected static string? PipelineOf(IDictionary bound) => Unwrap(bound["Pipeline"]) switch
    {
        string name when !NamePattern.IsPattern(name) => Uuid(bound, name),
        MagePipeline pipeline => pipeline.Uuid,
        MagePipelineArgument { IsPattern: false } argument => Uuid(bound, argument.Name),
        _ => null,
    };

    /// <summary>As the cmdlet itself will find it, by the list that is at hand.</summary>
    private static string? Uuid(IDictionary bound, string name) => PipelineFinder.IsCanonical(name) ? name : PipelineFinder.Named(name, PipelineCompleter.Read(bound))?.Uuid ?? name;

    private protected static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>What is meant by what stands there: the quotes may be open still.</summary>
    internal static string Unquote(string word, char quote)
    {
        if (quote == '\0')
        {
            return word;
        }

        string inner = word.Substring(1);
        if (inner.Length > 0 && inner[inner.Length - 1] == quote)
        {
            inner = inner.Substring(0, inner.Length - 1);
        }

        return quote == '\'' ? inner.Replace("''", "'") : inner.Replace("`\"", "\"").Replace("`$", "$").Replace("``", "`");
    }

    /// <summary>Quotes where it must: in the quote that was typed, with that quote doubled.</summary>
    internal static string Quote(string text, char typed)
    {
        bool plain = text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '/' or ':' or '-') && text[0] != '-';
        if (typed == '"')
        {
            return "\"" + text.Replace("`", "``").Replace("$", "`$").Replace("\"", "`\"") + "\"";
        }

        return typed == '\0' && plain ? text : "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";
    }
}
