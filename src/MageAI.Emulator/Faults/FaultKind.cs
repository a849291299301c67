namespace MageAI.Emulation.Faults;

internal enum FaultKind
{
    /// <summary>A fixed reply instead of the emulator's.</summary>
    Canned,

    /// <summary>A fixed reply instead of the emulator's, after the request was carried out.</summary>
    CannedAfterHandling,
    DropBeforeReply,
    DropAfterHandling,
    CutBody,
    SlowDrip,
    Hang,

    /// <summary>The request is carried out later, whether or not the client still waits.</summary>
    Hold,

    /// <summary>The reply ends in the middle, and what is announced is that much.</summary>
    CutJson,

    /// <summary>The disk is full while the request is carried out.</summary>
    DiskFull,
}
