using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;
using Xunit;

namespace MageAI.Tests.Client;

/// <summary>Cron texts whose times are those of a place.</summary>
public sealed class ZonedCronTests
{
    private static readonly DateTimeOffset s_winter = new(2026, 11, 28, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30 2 * * *", "Europe/Amsterdam", "30 1 * * *")]
    [InlineData("30 0 * * *", "Europe/Amsterdam", "30 23 * * *")]
    [InlineData("30 0 * * mon", "Europe/Amsterdam", "30 23 * * 0")]
    [InlineData("30 0 * * 1-5", "Europe/Amsterdam", "30 23 * * 0-4")]
    [InlineData("0 9-17 * * mon-fri", "Europe/Amsterdam", "0 8-16 * * mon-fri")]
    [InlineData("0 0 1 * *", "Europe/Amsterdam", "0 23 l * *")]
    [InlineData("0 0 1,15 * *", "Europe/Amsterdam", "0 23 14,l * *")]
    [InlineData("0 0 1 1 *", "Europe/Amsterdam", "0 23 l 12 *")]
    [InlineData("0 0 31 * *", "Europe/Amsterdam", "0 23 30 1,3,5,7,8,10,12 *")]
    [InlineData("0 20 l * *", "America/New_York", "0 1 1 * *")]
    [InlineData("0 20 31 12 *", "America/New_York", "0 1 1 1 *")]
    [InlineData("0 20 15 * fri", "America/New_York", "0 1 16 * 6")]
    [InlineData("30 9 * * *", "Asia/Kolkata", "0 4 * * *")]
    [InlineData("*/15 * * * *", "Asia/Kolkata", "*/15 * * * *")]
    [InlineData("0 */2 * * *", "Europe/Amsterdam", "0 1-23/2 * * *")]
    [InlineData("0 6 * * * 30", "Europe/Amsterdam", "0 5 * * * 30")]
    [InlineData("@yearly", "Europe/Amsterdam", "0 23 l 12 *")]
    [InlineData("0 6 * * *", "UTC", "0 6 * * *")]
    public void They_are_turned_into_those_of_UTC(string text, string zone, string utc) => Assert.Equal(utc, Zoned(text, zone).Utc);

    [Theory]
    [InlineData("0 0,12 * * 1", "Europe/Amsterdam")]
    [InlineData("0,45 9 * * *", "Asia/Kolkata")]
    [InlineData("0 0 l * *", "Europe/Amsterdam")]
    [InlineData("0 0 29 * *", "Europe/Amsterdam")]
    [InlineData("0 0 1,15 3 *", "Europe/Amsterdam")]
    [InlineData("0 20 28 * *", "America/New_York")]
    [InlineData("0 0 * * l5", "Europe/Amsterdam")]
    [InlineData("0 0 * 3 1", "Europe/Amsterdam")]
    public void What_no_one_text_of_UTC_can_say_is_refused(string text, string zone) =>
        Assert.Contains("is no one cron expression of UTC", Assert.Throws<FormatException>(() => Zoned(text, zone)).Message, StringComparison.Ordinal);

    [Fact]
    public void They_fall_where_the_clock_of_the_place_says()
    {
        Random random = new(20261128);
        int turned = 0;
        for (int i = 0; i < 150; i++)
        {
            string text = string.Join(' ', Pick("0", "30", "15,45", "*/20"), Pick("0", "3", "23", "0-6", "*/3", "1,22"), Pick("*", "*", "1", "1,15", "31", "l", "10-20", "30"), Pick("*", "*", "3", "1,7", "4-9"), Pick("*", "*", "1", "1-5", "6,0"));
            TimeSpan offset = TimeSpan.FromMinutes(random.Next(-48, 57) * 15);
            TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("there", offset, "there", "there");
            ZonedCron zoned;
            try
            {
                zoned = new ZonedCron(text, zone, s_winter);
            }
            catch (FormatException)
            {
                continue;
            }

            turned++;
            Assert.Equal((text, offset, string.Join(", ", Next(text, s_winter + offset).Select(time => time - offset))), (text, offset, string.Join(", ", Next(zoned.Utc, s_winter))));
        }

        Assert.True(turned > 50, $"{turned}");

        string Pick(params string[] choices) => choices[random.Next(choices.Length)];
    }

    [Fact]
    public void The_changes_of_the_clocks_are_told()
    {
        Assert.Equal(
            ["shifts by one hour on 2027-03-28, from 02:30 to 03:30", "does not fire at 02:30 on 2027-03-28, which the clocks leave out", "is at its own time again from 2027-10-31 on", "fires once at 02:30 on 2027-10-31, though the clocks show that twice"],
            Zoned("30 2 * * *", "Europe/Amsterdam").Warnings());
        Assert.Equal(["shifts by one hour on 2027-03-28", "is at its own time again from 2027-10-31 on"], Zoned("0 9-17 * * mon-fri", "Europe/Amsterdam").Warnings());
        Assert.Equal(
            ["shifts by 30 minutes on 2027-04-04, from 09:00 to 08:30", "is at its own time again from 2027-10-03 on"], Zoned("0 9 * * *", "Australia/Lord_Howe").Warnings());
    }

    [Theory]
    [InlineData("*/15 * * * *", "Europe/Amsterdam")]
    [InlineData("0 * * * *", "Europe/Amsterdam")]
    [InlineData("30 2 * * *", "Asia/Kolkata")]
    [InlineData("0 9 1 2 *", "Europe/Amsterdam")]
    public void Where_they_change_nothing_nothing_is_told(string text, string zone) => Assert.Empty(Zoned(text, zone).Warnings());

    private static ZonedCron Zoned(string text, string zone) => new(text, TimeZoneInfo.FindSystemTimeZoneById(zone), s_winter);

    private static IEnumerable<DateTimeOffset> Next(string text, DateTimeOffset from)
    {
        Cron cron = CronReader.Read(text);
        DateTimeOffset time = new(from.UtcDateTime, TimeSpan.Zero);
        int found = 0;
        while (found++ < 40 && cron.Next(time) is DateTimeOffset next)
        {
            yield return time = next;
        }
    }
}
