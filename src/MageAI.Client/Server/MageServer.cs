using System;

namespace MageAI;

/// <summary>What a server says of itself.</summary>
public sealed class MageServer
{
    /// <summary>The session it was asked through.</summary>
    public MageSession? Session { get; internal set; }

    /// <summary>Where it is.</summary>
    public Uri? Uri { get; internal set; }

    /// <summary>Mage's version; null when the signed-in user may not see it.</summary>
    public string? Version { get; internal set; }

    /// <summary>The newest version its package index knows, as the server tells.</summary>
    public string? LatestVersion { get; internal set; }

    /// <summary>The project's name, or the last part of its folder.</summary>
    public string? Project { get; internal set; }

    /// <summary>The project's folder on the server.</summary>
    public string? RepoPath { get; internal set; }

    /// <summary><c>running</c> or <c>stopped</c>. While it is stopped no run starts.</summary>
    public string? SchedulerStatus { get; internal set; }

    /// <summary>How many runs are in progress.</summary>
    public int? ActivePipelineRunCount { get; internal set; }

    /// <summary>The newest change of any run, in UTC. No heartbeat: it stands still on an idle server.</summary>
    public DateTimeOffset? LastSchedulerActivity { get; internal set; }

    /// <summary>Whether the server asks for a sign-in.</summary>
    public bool RequireUserAuthentication { get; internal set; }

    /// <summary>Whether it checks permissions in detail.</summary>
    public bool RequireUserPermissions { get; internal set; }

    /// <summary>Whether editing pipelines is switched off for everybody.</summary>
    public bool DisablePipelineEditAccess { get; internal set; }

    /// <summary>How long it took to answer the last request made for this.</summary>
    public TimeSpan Latency { get; internal set; }

    /// <summary>The server's clock less this machine's, to a second.</summary>
    public TimeSpan ClockOffset { get; internal set; }

    /// <summary>The address.</summary>
    /// <returns>The address.</returns>
    public override string ToString() => Uri?.ToString() ?? string.Empty;
}
