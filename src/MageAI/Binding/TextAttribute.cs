using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security;
using MageAI.Transport;

namespace MageAI.Binding;

/// <summary>
/// Takes a text where one is to be stored. PowerShell makes a text of anything: of a file its path, of a hashtable the name of its type. Such a thing
/// is refused.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether it is a name: white space, line breaks and marks without width around it go, which came along from somewhere.</summary>
    public bool IsName { get; set; }

    /// <summary>Whether it may come in lines, as Get-Content gives them.</summary>
    public bool HasLines { get; set; }

    /// <summary>Whether objects are left as they are, for another parameter to take.</summary>
    public bool LeavesObjects { get; set; }

    /// <summary>Turns what was passed into a text.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The text; what was passed where PowerShell makes the right text of it.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = Plain.Of(inputData);
        switch (plain)
        {
            case string text:
                return IsName ? StrayCharacters.Trim(text) : text;
            case null or ScriptBlock:
                return inputData;
            case IEnumerable list and not IDictionary when HasLines && Lines(list) is { } lines:
                return string.Join("\n", lines);
            case SecureString:
                break;
            case IConvertible or IFormattable or Uri or Version or char[]:
                return inputData;
        }

        return LeavesObjects ? inputData : throw Refuse(plain);
    }

    private static List<string>? Lines(IEnumerable list)
    {
        object?[] items = [.. list.Cast<object?>().Select(Plain.Of)];
        return items.All(item => item is string) ? [.. items.Cast<string>()] : null;
    }

    private ArgumentTransformationMetadataException Refuse(object plain) => new(plain switch
    {
        FileSystemInfo when HasLines => $"A text is meant, and this is the file '{plain}'. Pass it to -Path, or its text: (Get-Content -Raw '{plain}').",
        FileSystemInfo => $"A text is meant, and this is the file '{plain}'. Pass its text: (Get-Content -Raw '{plain}').",
        IList => $"A text is meant, and this is a list. Pass one text{(HasLines ? ", or lines of text" : string.Empty)}.",
        _ => $"A text is meant, and this is a {plain.GetType().FullName}. Pass a text.",
    });
}
