using System.Text;

namespace MageAI.Terms;

/// <summary>How Mage makes a uuid from a name (its <c>clean_name</c>), so that we can say beforehand what it will be.</summary>
internal static class MageName
{
    /// <summary>The uuid a pipeline of this name gets: <c>Daily Sales</c> becomes <c>daily_sales</c>.</summary>
    public static string PipelineUuid(string name) => Clean(name, keepSlash: false);

    /// <summary>The uuid a block of this name gets; a slash is kept and makes folders.</summary>
    public static string BlockUuid(string name) => Clean(name, keepSlash: true);

    private static string Clean(string name, bool keepSlash)
    {
        StringBuilder uuid = new(name.Length + 7);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c is '\uFEFF' or '"' or '$' or '\r' or '\n' or '\t')
            {
                continue;
            }

            if (char.IsHighSurrogate(c) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                // One character to Python; word characters beyond the basic plane stay.
                System.Globalization.UnicodeCategory category = System.Globalization.CharUnicodeInfo.GetUnicodeCategory(name, i);
                if (IsWord(category))
                {
                    uuid.Append(c).Append(name[i + 1]);
                }
                else
                {
                    uuid.Append('_');
                }

                i++;
                continue;
            }

            uuid.Append(c == '_' || (keepSlash && c == '/') || IsWord(char.GetUnicodeCategory(c)) ? c : '_');
        }

        string cleaned = uuid.ToString();
        if (cleaned.Length > 0 && char.IsDigit(cleaned[0]))
        {
            cleaned = "letter_" + cleaned;
        }

        return cleaned.ToLowerInvariant();
    }

    // Python's \w on str: what str.isalnum() accepts.
    private static bool IsWord(System.Globalization.UnicodeCategory category) => category is
        System.Globalization.UnicodeCategory.UppercaseLetter or System.Globalization.UnicodeCategory.LowercaseLetter
        or System.Globalization.UnicodeCategory.TitlecaseLetter or System.Globalization.UnicodeCategory.ModifierLetter
        or System.Globalization.UnicodeCategory.OtherLetter or System.Globalization.UnicodeCategory.DecimalDigitNumber
        or System.Globalization.UnicodeCategory.LetterNumber or System.Globalization.UnicodeCategory.OtherNumber;

    /// <summary>Refuses a name that is empty, or of which nothing a person would recognise is left.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidName"/>.</exception>
    public static void RequireUsable(string what, string name)
    {
        if (string.IsNullOrWhiteSpace(name) || PipelineUuid(name).Trim('_').Length == 0)
        {
            throw new MageException(MageErrorId.InvalidName, $"A {what} needs a name with at least one letter or digit; nothing was sent.")
            {
                Target = name,
                RecommendedAction = "Pass a name such as 'Daily Sales'.",
            };
        }
    }
}
