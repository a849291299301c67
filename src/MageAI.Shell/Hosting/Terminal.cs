using System;
using System.IO;

namespace MageAI.Shell.Hosting;

/// <summary>Where the output goes and what can be done there.</summary>
/// <param name="Out">For output.</param>
/// <param name="Error">For errors.</param>
/// <param name="HasColor">Whether colours are shown.</param>
/// <param name="CanAsk">Whether somebody is there to answer.</param>
/// <param name="Width">How many columns a line has.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool HasColor, bool CanAsk, int Width)
{
    /// <summary>What a log gets, which has no width of its own.</summary>
    public const int LogWidth = 120;

    /// <summary>The terminal of this process.</summary>
    public static Terminal Current(bool nonInteractive) => new(
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb",
        !nonInteractive && !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.UserInteractive,
        Console.IsOutputRedirected || Console.WindowWidth <= 0 ? LogWidth : Console.WindowWidth);
}
