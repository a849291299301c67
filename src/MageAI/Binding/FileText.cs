using System;
using System.IO;
using System.Linq;
using System.Text;

namespace MageAI.Binding;

/// <summary>
/// The text of a local file: UTF-8, or what a byte order mark says. Bytes that are no such text are refused, since they would arrive as replacement
/// characters, over code that may have been good.
/// </summary>
internal static class FileText
{
    private static readonly Encoding s_plain = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The longest mark first: that of UTF-32 begins like that of UTF-16.</summary>
    private static readonly Encoding[] s_marked =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    /// <summary>Reads a file.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="said">What was said of where it is.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.FileUnreadable"/>: it holds no text.</exception>
    public static string Read(string file, string said)
    {
        byte[] bytes = File.ReadAllBytes(file);
        Encoding? marked = s_marked.FirstOrDefault(encoding => bytes.Take(encoding.GetPreamble().Length).SequenceEqual(encoding.GetPreamble()));
        int start = marked?.GetPreamble().Length ?? 0;
        string text;
        try
        {
            text = (marked ?? s_plain).GetString(bytes, start, bytes.Length - start);
        }
        catch (DecoderFallbackException e)
        {
            string name = (marked ?? s_plain).WebName.ToUpperInvariant();
            throw Refuse(said, marked is null or UTF8Encoding ? $"is not in {name}, as line {Line(bytes, start + e.Index)} shows" : $"begins like {name}, but is none", e);
        }

        int nul = text.IndexOf('\0');

        // A second mark, which a tool put before the first, is no letter of the code.
        return nul < 0 ? text.TrimStart('\uFEFF') : throw Refuse(said, $"holds a NUL character in line {text.Take(nul).Count(c => c == '\n') + 1}, so it is no text, or UTF-16 without its mark", null);
    }

    private static int Line(byte[] bytes, int index) => bytes.Take(Math.Max(0, index)).Count(c => c == '\n') + 1;

    private static MageException Refuse(string file, string why, Exception? cause) => new(MageErrorId.FileUnreadable, $"The file '{file}' {why}; nothing was sent.", cause)
    {
        Target = file,
        RecommendedAction = "Save it as UTF-8, or as UTF-16 with a byte order mark.",
    };
}
