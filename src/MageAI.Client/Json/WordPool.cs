using System;
using System.Text;
using System.Text.Json;

namespace MageAI.Json;

/// <summary>The short words that stand on row after row of a list (a status, a type, a pipeline) are one string each.</summary>
internal static class WordPool
{
    private const int Longest = 24;

    /// <summary>A power of two. A word that falls on another's place takes it: what repeats soon has it back.</summary>
    private const int Places = 256;

    private static readonly string?[] s_words = new string?[Places];

    /// <summary>The text of a string; null where it is no short word.</summary>
    public static string? Get(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.HasValueSequence || reader.ValueSpan.Length is 0 or > Longest)
        {
            return null;
        }

        ReadOnlySpan<byte> word = reader.ValueSpan;
        uint hash = 2166136261;
        foreach (byte letter in word)
        {
            if (!IsOfWord(letter))
            {
                return null;
            }

            hash = (hash ^ letter) * 16777619;
        }

        ref string? place = ref s_words[(hash ^ (hash >> 16)) & (Places - 1)];
        string? known = place;
        return known is not null && known.Length == word.Length && reader.ValueTextEquals(known) ? known : place = Encoding.ASCII.GetString(word.ToArray());
    }

    private static bool IsOfWord(byte letter) =>
        letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9') or (byte)'_';
}
