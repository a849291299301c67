namespace MageAI.Files;

/// <summary>A file of the project, as the list has it.</summary>
/// <param name="Path">Where it is within the project.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="ModifiedAt">When it was last written, in whole seconds since 1970.</param>
internal sealed record ProjectFile(string Path, long? Size, long? ModifiedAt);
