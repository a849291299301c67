using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>Takes one word where one of a few is meant. Of several PowerShell makes one value that nobody named: it joins their numbers.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneWordAttribute : ArgumentTransformationAttribute
{
    /// <summary>Refuses several words.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">What was passed.</param>
    /// <returns>The word.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = Plain.Of(inputData);
        string[] words = plain switch
        {
            string text => [.. text.Split(',').Select(word => word.Trim())],
            IList list => [.. list.Cast<object?>().Select(item => Convert.ToString(Plain.Of(item), CultureInfo.InvariantCulture) ?? string.Empty)],
            _ => [],
        };
        return words.Length switch
        {
            0 => inputData,
            1 => plain is string ? words[0] : ((IList)plain!)[0],
            _ => throw new ArgumentTransformationMetadataException($"Only one word is taken here, and {string.Join(", ", words)} are {words.Length.ToString(CultureInfo.InvariantCulture)}. Pass one of them."),
        };
    }
}
