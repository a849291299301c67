using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Formatting;

/// <summary>That PowerShell can reckon with every time there is, and that what is saved is whole.</summary>
public sealed class TimesTests
{
    private static readonly XElement s_types = XElement.Load(Path.Combine(Repository.Root, "src", "MageAI", "MageAI.Types.ps1xml"));

    private static readonly Type[] s_ours =
    [
        .. new[] { typeof(MageSession).Assembly, typeof(MageRunStatistic).Assembly }.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => Times(type).Length > 0),
    ];

    [Fact]
    public void Every_time_of_every_object_is_one_that_PowerShell_can_reckon_with()
    {
        // Next of a day in another zone is by the clocks of that zone, which a local time is not.
        string[] missing = [.. s_ours.SelectMany(type => Times(type).Where(name => name != "LocalNext" && !Members(type, "CodeProperty").Contains(name)).Select(name => $"{type.Name}.{name}"))];

        Assert.Equal([], missing);
    }

    [Fact]
    public void What_is_saved_is_every_property_and_every_further_name()
    {
        string[] missing =
        [
            .. from type in s_ours
               from name in type.GetProperties().Select(property => property.Name).Concat(Members(type, "CodeProperty", "AliasProperty"))
               where !Saved(type).Contains(name) && (type, name) != (typeof(MageSession), "Session") // what binds a live one that is piped in
               select $"{type.Name}.{name}",
        ];

        Assert.Equal([], missing);
    }

    [Fact]
    public void An_age_is_by_the_clock_of_the_server()
    {
        using MageHost host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 600_000, Clock = new EagerClock() });
        host.Run("$null = New-MagePipeline etl").ThrowOnError();
        RunResult before = host.Run("($run = Invoke-MagePipelineRun etl).Age; (Get-MagePipeline etl).Age").ThrowOnError();
        host.Clock.Advance(TimeSpan.FromHours(3));
        RunResult after = host.Run("$run.Age; (Get-MagePipeline etl).Age").ThrowOnError();

        Assert.All(before.Output, age => Assert.InRange((TimeSpan)age.BaseObject, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1)));
        Assert.All(after.Output, age => Assert.InRange((TimeSpan)age.BaseObject, TimeSpan.FromHours(3) - TimeSpan.FromSeconds(1), TimeSpan.FromHours(3) + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_row_from_another_zone_that_tells_no_offset_is_still_the_same_thing_and_one_of_another_minute_is_not()
    {
        using MageHost host = MageHost.Connected();
        RunResult result = host.Run(
            """
            $null = New-MagePipeline etl
            $schedule = New-MageSchedule etl s -Interval daily
            $elsewhere = $schedule.CreatedAt.AddHours(-9).AddMinutes(-30)
            $rows = [pscustomobject]@{ Id = $schedule.Id; ScheduleType = 'time'; CreatedAt = $elsewhere.ToString() }, [pscustomobject]@{ Id = $schedule.Id; ScheduleType = 'time'; CreatedAt = $elsewhere.AddMinutes(-4).ToString() }
            $rows | Enable-MageSchedule -PassThru
            """);

        Assert.Single(result.Output);
        Assert.Equal(["ScheduleNotFound,MageAI.Commands.EnableMageScheduleCommand"], result.Errors.Select(error => error.FullyQualifiedErrorId));
    }

    private static string[] Times(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType == typeof(DateTimeOffset) || property.PropertyType == typeof(DateTimeOffset?) || property.PropertyType == typeof(DateTimeOffset[]))
            .Where(property => property.GetMethod?.IsPublic == true)
            .Select(property => property.Name),
    ];

    private static string[] Members(Type type, params string[] kinds) =>
        [.. Entry(type).Element("Members")!.Elements().Where(member => kinds.Contains(member.Name.LocalName)).Select(member => member.Element("Name")!.Value)];

    private static string[] Saved(Type type) =>
        [.. Entry(type).Descendants("PropertySet").Where(set => set.Element("Name")!.Value == "PropertySerializationSet").Descendants("Name").Select(name => name.Value)];

    private static XElement Entry(Type type) => s_types.Elements("Type").Single(entry => entry.Element("Name")!.Value == type.FullName);
}
