using System.Globalization;
using System.Text;

namespace MageAI.Emulation.Terms;

/// <summary>How Mage makes an identifier of a display name.</summary>
internal static class CleanName
{
    /// <summary>The uuid of a pipeline with this name.</summary>
    public static string Pipeline(string name) => Clean(name, keepSlash: false);

    /// <summary>The uuid of a block with this name; a slash stays and makes a folder.</summary>
    public static string Block(string name) => Clean(name, keepSlash: true);

    private static string Clean(string name, bool keepSlash)
    {
        StringBuilder text = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c is '\uFEFF' or '"' or '$' or '\r' or '\n' or '\t')
            {
                continue;
            }

            if (char.IsHighSurrogate(c) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                if (IsWord(CharUnicodeInfo.GetUnicodeCategory(name, i)))
                {
                    text.Append(c).Append(name[i + 1]);
                }
                else
                {
                    text.Append('_');
                }

                i++;
                continue;
            }

            text.Append(c == '_' || (keepSlash && c == '/') || IsWord(CharUnicodeInfo.GetUnicodeCategory(c)) ? c : '_');
        }

        string cleaned = text.ToString();
        if (cleaned.Length > 0 && char.IsDigit(cleaned[0]))
        {
            cleaned = "letter_" + cleaned;
        }

#pragma warning disable CA1308 // Mage lowers names.
        return cleaned.ToLowerInvariant();
#pragma warning restore CA1308
    }

    private static bool IsWord(UnicodeCategory category) => category
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
