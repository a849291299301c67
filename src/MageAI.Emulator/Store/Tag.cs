namespace MageAI.Emulation.Store;

internal sealed class Tag
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public string? Description { get; set; }
}
