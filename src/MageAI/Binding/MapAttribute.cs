using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Takes a hashtable, an object with properties, or a JSON text where named values are meant.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MapAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether texts whose names say that they are secret become SecureStrings, as <see cref="ProtectedAttribute"/> makes them.</summary>
    public bool Protected { get; set; }

    /// <summary>Turns what was passed into named values.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>A dictionary; null for nothing and for a blank text.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (plain is null || (plain is string blank && string.IsNullOrWhiteSpace(blank)))
        {
            // An empty cell of a CSV file.
            return null;
        }

        string? problem = null;
        object? map = plain is string text ? Json.JsonValue.TryParse(text, out object? parsed, out problem) ? PlainValue.Of(parsed) : null
            : PlainValue.IsMap(inputData) ? PlainValue.Of(inputData)
            : null;
        return map is Dictionary<string, object?> fields
            ? Protected ? ProtectedAttribute.Copy(fields) : fields
            : throw new ArgumentTransformationMetadataException(
                problem is null ? "Pass a hashtable, an object with properties, or a JSON object as text." : $"The text is no JSON object: {problem}");
    }
}
