using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace MageAI.Shell.Hosting;

/// <summary>Asks the person at the terminal. Where nobody is, asking is an error and not a wait without end.</summary>
internal sealed class Questions(Terminal terminal)
{
    public string Line()
    {
        Require("an answer");
        return Console.ReadLine() ?? string.Empty;
    }

    public SecureString SecretLine()
    {
        Require("a secret");
        SecureString secret = new();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length > 0)
                {
                    secret.RemoveAt(secret.Length - 1);
                }
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
            }
        }

        terminal.Out.WriteLine();
        secret.MakeReadOnly();
        return secret;
    }

    public Dictionary<string, PSObject> Fields(string caption, string message, Collection<FieldDescription> fields)
    {
        Require(fields.Count > 0 ? fields[0].Name : "an answer");
        Introduce(caption, message);
        Dictionary<string, PSObject> answers = [];
        foreach (FieldDescription field in fields)
        {
            terminal.Out.Write(field.Name + ": ");
            object answer = field.ParameterTypeName switch
            {
                nameof(SecureString) => SecretLine(),
                nameof(PSCredential) => Credential(string.Empty, string.Empty, null),
                _ => Line(),
            };
            answers[field.Name] = PSObject.AsPSObject(answer);
        }

        return answers;
    }

    public int Choice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Require(message);
        Introduce(caption, message);
        while (true)
        {
            for (int i = 0; i < choices.Count; i++)
            {
                terminal.Out.Write($"[{Key(choices[i])}] {choices[i].Label.Replace("&", "", StringComparison.Ordinal)}  ");
            }

            terminal.Out.Write(defaultChoice >= 0 ? $"(default is \"{Key(choices[defaultChoice])}\"): " : ": ");
            string? line = Console.ReadLine();
            if (line is null or "" && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            if (line is null)
            {
                throw new HostException("The input ended before the question was answered.");
            }

            for (int i = 0; i < choices.Count; i++)
            {
                if (line.Equals(Key(choices[i]), StringComparison.OrdinalIgnoreCase)
                    || line.Equals(choices[i].Label.Replace("&", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }
    }

    public PSCredential Credential(string caption, string message, string? userName)
    {
        Require("a credential");
        Introduce(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            terminal.Out.Write("User: ");
            userName = Line();
        }

        terminal.Out.Write($"Password for {userName}: ");
        return new PSCredential(userName, SecretLine());
    }

    private static string Key(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label.Substring(mark + 1, 1).ToUpperInvariant() : choice.Label;
    }

    private void Introduce(string caption, string message)
    {
        foreach (string text in new[] { caption, message })
        {
            if (!string.IsNullOrEmpty(text))
            {
                terminal.Out.WriteLine(text);
            }
        }
    }

    private void Require(string what)
    {
        if (!terminal.CanAsk)
        {
            throw new HostException($"The script asks for something ({what}) and nobody is here to answer. Pass it as a parameter, or -Confirm:$false for a confirmation.");
        }
    }
}
