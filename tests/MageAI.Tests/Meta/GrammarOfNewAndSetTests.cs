using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using MageAI.Commands;
using Xunit;

namespace MageAI.Tests.Meta;

/// <summary>What New- takes of a noun, Set- takes by the same name, and the other way round.</summary>
public sealed class GrammarOfNewAndSetTests
{
    /// <summary>What only one of them can mean.</summary>
    private static readonly string[] s_ofNew =
    [
        "Name",          // Set- says -NewName
        "Priority",      // Mage gives a block its place when it is made
        "ReuseExisting", // so is its file
        "AllowDuplicate", // of two with one name, the second is made
        "InputObject", // a pipeline to make another like
    ];

    private static readonly string[] s_ofSet =
    [
        "NewName", "PassThru", "Force", "Block", "Schedule",
        "AddTag", "RemoveTag", "AddVariable", "RemoveVariable", "AddUpstream", "RemoveUpstream",
    ];

    [Theory]
    [InlineData(typeof(NewMagePipelineCommand), typeof(SetMagePipelineCommand))]
    [InlineData(typeof(NewMageBlockCommand), typeof(SetMageBlockCommand))]
    [InlineData(typeof(NewMageScheduleCommand), typeof(SetMageScheduleCommand))]
    public void New_and_Set_take_the_same(Type made, Type set)
    {
        Dictionary<string, PropertyInfo> ofNew = Parameters(made);
        Dictionary<string, PropertyInfo> ofSet = Parameters(set);

        Assert.Equal([], ofNew.Keys.Except(ofSet.Keys).Except(s_ofNew));
        Assert.Equal([], ofSet.Keys.Except(ofNew.Keys).Except(s_ofSet).Except(["Pipeline"]));
        foreach (string name in ofNew.Keys.Intersect(ofSet.Keys).Where(name => name is not ("Pipeline" or "Session" or "ThrottleLimit")))
        {
            Assert.True(ofNew[name].PropertyType == ofSet[name].PropertyType, name);
            Assert.Equal(Aliases(ofNew[name]), Aliases(ofSet[name]));
            Assert.True(ByName(ofNew[name]) && ByName(ofSet[name]), $"{name} does not come with a row");
        }
    }

    private static Dictionary<string, PropertyInfo> Parameters(Type cmdlet) =>
        cmdlet.GetProperties().Where(property => property.GetCustomAttributes<ParameterAttribute>().Any()).ToDictionary(property => property.Name);

    private static string[] Aliases(PropertyInfo property) => [.. property.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames).Order(StringComparer.Ordinal)];

    private static bool ByName(PropertyInfo property) => property.GetCustomAttributes<ParameterAttribute>().All(parameter => parameter.ValueFromPipelineByPropertyName);
}
