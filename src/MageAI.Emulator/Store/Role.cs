namespace MageAI.Emulation.Store;

/// <summary>What a user may do; a higher one includes the lower ones.</summary>
internal enum Role
{
    None,
    Viewer,
    Editor,
    Admin,
    Owner,
}
