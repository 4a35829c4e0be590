namespace Documents.Rendering;

/// <summary>What a rendered document says, independent of its layout.</summary>
/// <param name="Banner">Lines that identify the person on every page.</param>
/// <param name="Notice">A word printed on every page, such as BROUILLON; empty when final.</param>
/// <param name="Footer">Identification of the document and of its version, on every page.</param>
public sealed record PrintedDocument(string Title, string Author, string Structure, IReadOnlyList<string> Banner, string Notice, string Footer,
    DateTimeOffset CreatedAt, IReadOnlyList<PrintedSection> Sections);

/// <summary>A titled part of the document.</summary>
public sealed record PrintedSection(string Title, IReadOnlyList<PrintedLine> Lines);

/// <summary>One line of a section: a text, with an optional label printed in bold before it.</summary>
public sealed record PrintedLine(string Text, string Label = "", bool Bullet = false);
