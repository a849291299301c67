using System;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Takes what a cell of a CSV file says where a switch, or yes or no, is meant: true or false, yes or no, 1 or 0, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class YesNoAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether nothing is neither yes nor no; else it is no.</summary>
    public bool OrNeither { get; set; }

    /// <summary>Turns a text into a switch.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>A switch; yes, no or nothing where that is asked for; what was passed when it is no text.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => OrNeither ? null : new SwitchParameter(false),
            string text when OrNeither && string.IsNullOrWhiteSpace(text) => null,
            string text when OrNeither => Read(text.Trim()),
            string text => new SwitchParameter(Read(text.Trim())),
            _ => inputData,
        };

    private static bool Read(string text) => text.ToUpperInvariant() switch
    {
        "" or "FALSE" or "NO" or "N" or "0" => false,
        "TRUE" or "YES" or "Y" or "1" => true,
        _ => throw new ArgumentTransformationMetadataException($"'{text}' is neither yes nor no. Pass $true or $false."),
    };
}
