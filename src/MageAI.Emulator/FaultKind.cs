namespace MageAI.Emulation;

internal enum FaultKind
{
    /// <summary>A fixed reply instead of the emulator's.</summary>
    Canned,
    DropBeforeReply,
    DropAfterHandling,
    CutBody,
    SlowDrip,
    Hang,
}
