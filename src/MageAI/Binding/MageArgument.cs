using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>
/// What a person says of a thing: its id, its name, a wildcard pattern, an object, or a row that was an object once. What is meant by it the
/// finders know. An object of another kind is taken too, for the cmdlet to refuse: an exception in a constructor would let PowerShell go on to
/// the object's own property Id or Name, which mean another thing.
/// </summary>
public abstract class MageArgument
{
    private readonly PSObject? _row;

    private protected MageArgument(string text) => Text = text ?? throw new ArgumentNullException(nameof(text));

    private protected MageArgument(int id) => Id = id;

    private protected MageArgument(long id) => (Id, Text) = id is >= 0 and <= int.MaxValue ? ((int)id, null) : (default(int?), id.ToString(CultureInfo.InvariantCulture));

    private protected MageArgument(MageObject source) => Identity = Identity.Of(source ?? throw new ArgumentNullException(nameof(source)));

    private protected MageArgument(PSObject row) => (Identity, _row) = (Identity.Of(row ?? throw new ArgumentNullException(nameof(row))), row);

    private protected MageArgument(IDictionary row) => (Identity, _row) = (Identity.Of(row ?? throw new ArgumentNullException(nameof(row))), PSObject.AsPSObject(row));

    private protected MageArgument(Identity identity) => Identity = identity;

    /// <summary>Anything else: a number of another type is the text that it is written as; a thing that is none of Mage's says of what it is, if it does.</summary>
    private protected MageArgument(object thing)
    {
        if (thing is System.Numerics.BigInteger || (thing is not null and not Enum && Type.GetTypeCode(thing.GetType()) is >= TypeCode.Char and <= TypeCode.Decimal))
        {
            Text = Convert.ToString(thing, CultureInfo.InvariantCulture);
        }
        else
        {
            _row = PSObject.AsPSObject(thing ?? throw new ArgumentNullException(nameof(thing)));
            Identity = Identity.Of(_row);
        }
    }

    /// <summary>The id or the text that was typed; null for an object.</summary>
    internal string? Text { get; private protected init; }

    /// <summary>The id that is meant, where one is.</summary>
    internal int? Id { get; private protected init; }

    /// <summary>What an object or a row says of itself; null for what was typed.</summary>
    internal Identity? Identity { get; }

    /// <summary>The live object, if it is one.</summary>
    internal MageObject? Source => Identity?.Live;

    /// <summary>The session the object came from.</summary>
    internal MageSession? Session => Source?.Session;

    /// <summary>Whether a thing is known by its number, which means another one on another server.</summary>
    internal virtual bool IsNumbered => Id is not null;

    /// <summary>What an error is about.</summary>
    internal object Target => Source ?? (object?)Id ?? ToString();

    /// <summary>The text as a name or a pattern; that of a row is the name of a thing as it stands, whatever characters it has.</summary>
    internal NamePattern Pattern => Identity is not null || IsLiteral ? NamePattern.Literal(Text!) : new NamePattern(Text!);

    /// <summary>Whether the text is taken as it stands.</summary>
    internal bool IsLiteral { get; init; }

    /// <summary>Whether it is a text that means several things.</summary>
    internal bool IsPattern => Id is null && Text is not null && !Pattern.IsLiteral;

    /// <summary>Whether it is an object or a row that is none of these.</summary>
    internal bool IsOther(params Noun[] nouns) =>
        Identity is not null && Array.IndexOf(nouns, Identity.Noun) < 0 && !(Identity.Noun == Noun.Unknown && (Id ?? (object?)Text) is not null);

    /// <summary>The row whose other columns are meant too, where it is one of a noun, or does not say of which; null for what was typed, for objects and their copies, and for figures, whose columns say nothing of the thing.</summary>
    internal Identity? Row(Noun noun) => Identity is { Live: null, IsRevived: false, IsFigure: false } row && (row.Noun == noun || row.Noun == Noun.Unknown) ? row : null;

    /// <summary>What a row has under a header, without PowerShell's wrapping; null where it has no such column, or nothing in it.</summary>
    internal object? Cell(string column)
    {
        object? value = _row?.BaseObject is IDictionary map
            ? map.Keys.OfType<string>().FirstOrDefault(key => string.Equals(key, column, StringComparison.OrdinalIgnoreCase)) is string name ? map[name] : null
            : _row?.Properties[column]?.Value;
        return Plain.Of(value) is string text && string.IsNullOrWhiteSpace(text) ? null : value;
    }

    /// <summary>As <see cref="Cell"/>, where a text is meant.</summary>
    internal string? CellText(string column) => Convert.ToString(Plain.Of(Cell(column)), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text.Trim() : null;

    /// <summary>The id or text; of an object its own text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text ?? Id?.ToString(CultureInfo.InvariantCulture) ?? Source?.ToString() ?? Identity?.Name ?? Identity?.Id?.ToString(CultureInfo.InvariantCulture) ?? Identity?.Kind ?? string.Empty;

    /// <summary>The id that a text of digits is; else null.</summary>
    private protected static int? Number(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int id) && id >= 0 ? id : null;
}
