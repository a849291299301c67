namespace MageAI.Reports.Diagrams;

/// <summary>Two colours that go together, as CSS writes them.</summary>
/// <param name="Ink">Of lines and words.</param>
/// <param name="Fill">Of the area they stand on.</param>
internal sealed record Paint(string Ink, string Fill);
