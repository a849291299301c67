using System;
using System.Management.Automation;
using System.Security;

namespace MageAI.Binding;

/// <summary>Takes a SecureString, or a text for those who have only that, where a secret is meant.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : ArgumentTransformationAttribute
{
    /// <summary>Turns what was passed into a SecureString.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>A SecureString, or null.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => null,
            SecureString secret => secret,
            string text => Transport.Secret.Protect(text),
            _ => throw new ArgumentTransformationMetadataException("A secret is a SecureString or a text. Pass one, as Read-Host -AsSecureString gives it."),
        };
}
