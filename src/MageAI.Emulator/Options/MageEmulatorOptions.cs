using System;

namespace MageAI.Emulation;

/// <summary>How a <see cref="MageEmulator"/> starts. The defaults are those of a fresh Mage on SQLite without authentication.</summary>
public sealed class MageEmulatorOptions
{
    /// <summary>The API key of every open-source Mage.</summary>
    internal const string PublicApiKey = "zkWlN0PkIKSN0C11CfUHUj84OT5XOJ6tDZ6bDRO2";

    /// <summary>The TCP port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The owner's e-mail address. Authentication is on when this and <see cref="OwnerPassword"/> are set.</summary>
    public string? OwnerEmail { get; set; }

    /// <summary>The owner's password. It can be set and not be read, so that no view, export or log shows it.</summary>
    public string? OwnerPassword { internal get; set; }

    /// <summary>The API key that requests must carry. Default: the one of every open-source Mage. It can be set and not be read.</summary>
    public string ApiKey { internal get; set; } = PublicApiKey;

    /// <summary>Whether to start with a filled project instead of an empty one. Ignored when <see cref="Path"/> holds a saved state.</summary>
    public bool Sample { get; set; }

    /// <summary>Milliseconds between two scheduler loops; 0 runs the loop only when <see cref="MageEmulator.Tick"/> is called.</summary>
    public int TickMilliseconds { get; set; } = 200;

    /// <summary>A folder to keep the state in (one JSON file, replaced after each change); null keeps it in memory.</summary>
    public string? Path { get; set; }

    /// <summary>How long a block runs when its code does not say.</summary>
    public TimeSpan BlockDuration { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Whether timestamps look as with PostgreSQL (with an offset) instead of SQLite.</summary>
    public bool PostgresTimestamps { get; set; }

    /// <summary>How far the server's clock is ahead of UTC; negative west of it. Logs and filters by time are wrong by it, as Mage's are.</summary>
    public TimeSpan UtcOffset { get; set; }

    /// <summary>How far the server's clock is ahead of the machine's, as where one of the two is set wrong; negative where it is behind.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>Whether trigger tokens are hidden as with Mage's HIDE_API_TRIGGER_TOKEN.</summary>
    public bool HideTriggerTokens { get; set; }

    /// <summary>Whether "not found" carries the text of the last refused sign-in, as Mage's does.</summary>
    public bool StickyNotFoundMessage { get; set; } = true;

    /// <summary>Whether a write to a pipeline fails while another one to the same pipeline is under way, as Mage's does.</summary>
    public bool ParallelWritesConflict { get; set; } = true;

    /// <summary>A path that comes before /api, without slashes at its ends, as Mage's MAGE_BASE_PATH.</summary>
    public string BasePath { get; set; } = "";

    /// <summary>The version the server says it is.</summary>
    public string? Version { get; set; } = "0.9.79";

    /// <summary>Where its time comes from: its stamps, its scheduler and its latency go by it.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Now, by the server's clock.</summary>
    internal DateTimeOffset Now => Clock.GetUtcNow() + ClockSkew;

    internal MageEmulatorOptions Copy() => (MageEmulatorOptions)MemberwiseClone();
}
