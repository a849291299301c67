using System;
using System.Collections;
using System.Management.Automation;
using System.Security;
using MageAI.Emulation;
using MageAI.Transport;

namespace MageAI.Sessions;

/// <summary>Where to connect and as whom, gathered from what the caller passed, else a connection object or an emulator, else the environment.</summary>
internal sealed class ConnectionSource
{
    private static readonly string[] s_keys = ["Uri", "Name", "UserName", "Email", "Password", "Credential", "Token", "ApiKey", "Header"];

    public string? Address { get; set; }

    public string? Name { get; set; }

    /// <summary>The name where nobody chose one; null for the address.</summary>
    public string? DefaultName { get; private set; }

    public string? User { get; set; }

    public SecureString? Password { get; set; }

    public SecureString? Token { get; set; }

    public SecureString? ApiKey { get; set; }

    public IDictionary? Header { get; set; }

    /// <summary>Takes what a connection of an automation account holds, or a hashtable like it.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.UnknownKey"/>: it holds something else too.</exception>
    public void Take(IDictionary connection)
    {
        foreach (DictionaryEntry entry in connection)
        {
            object? value = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            switch (entry.Key?.ToString()?.ToUpperInvariant())
            {
                case "URI":
                    Address = value?.ToString();
                    break;
                case "NAME":
                    Name ??= value?.ToString();
                    break;
                case "USERNAME" or "EMAIL":
                    User = value?.ToString();
                    break;
                case "CREDENTIAL" when value is PSCredential credential:
                    (User, Password) = (credential.UserName, credential.Password);
                    break;
                case "PASSWORD":
                    Password = AsSecret(value);
                    break;
                case "TOKEN":
                    Token = AsSecret(value);
                    break;
                case "APIKEY":
                    ApiKey ??= AsSecret(value);
                    break;
                case "HEADER":
                    Header ??= value as IDictionary;
                    break;
                default:
                    throw new MageException(MageErrorId.UnknownKey, $"A connection has no '{entry.Key}'.")
                    {
                        RecommendedAction = $"Use only: {string.Join(", ", s_keys)}.",
                    };
            }
        }
    }

    /// <summary>Takes an emulator with its owner.</summary>
    public void Take(MageEmulator emulator)
    {
        Address = emulator.Uri.ToString();
        DefaultName = "emulator";
        User = emulator.Options.OwnerEmail;
        Password = emulator.Options.OwnerPassword is string text ? Secret.Protect(text) : null;
    }

    /// <summary>Takes from the environment what is missing. Somebody who is named there with no password does not stand in the way of a token.</summary>
    /// <param name="warn">Told of variables that are as good as not set.</param>
    public void TakeEnvironment(Action<string> warn)
    {
        if (User is null && Token is null)
        {
            User = Variable("MAGE_EMAIL", warn);
            Password = AsSecret(Variable("MAGE_PASSWORD", warn));
            Token = User is null || Password is null ? AsSecret(Variable("MAGE_TOKEN", warn)) : null;
        }

        ApiKey ??= AsSecret(Variable("MAGE_API_KEY", warn));
        Address ??= Variable("MAGE_URI", warn);
    }

    private static SecureString? AsSecret(object? value) => value switch
    {
        SecureString secret => secret,
        string { Length: > 0 } text => Secret.Protect(text),
        _ => null,
    };

    private static string? Variable(string name, Action<string> warn)
    {
        string value = Environment.GetEnvironmentVariable(name) ?? string.Empty;
        if (value.Length > 0 && StrayCharacters.Around(value) is null)
        {
            warn($"{name} holds nothing but white space, and is taken for not set.");
            return null;
        }

        return value.Length > 0 ? value : null;
    }
}
