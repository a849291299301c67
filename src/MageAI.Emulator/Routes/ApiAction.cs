namespace MageAI.Emulation.Routes;

internal enum ApiAction
{
    List,
    Detail,
    Create,
    Update,
    Delete,
}
