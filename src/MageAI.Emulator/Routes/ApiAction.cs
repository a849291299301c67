namespace MageAI.Emulation;

internal enum ApiAction
{
    List,
    Detail,
    Create,
    Update,
    Delete,
}
