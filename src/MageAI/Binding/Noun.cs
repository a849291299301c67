namespace MageAI.Binding;

/// <summary>What kind of thing something is.</summary>
internal enum Noun
{
    /// <summary>It does not say.</summary>
    Unknown,

    Pipeline,

    Block,

    Schedule,

    Run,

    BlockRun,

    Backfill,

    /// <summary>None that an argument can mean.</summary>
    Other,
}
