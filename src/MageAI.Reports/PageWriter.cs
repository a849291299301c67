using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Xml;

namespace MageAI.Reports;

/// <summary>
/// Writes a page that is HTML to a browser and well-formed to an XML parser. Whatever text it is given is encoded by the XML
/// writer, so none of it becomes markup.
/// </summary>
internal sealed class PageWriter : IDisposable
{
    private const string Html = "http://www.w3.org/1999/xhtml";
    private const string Svg = "http://www.w3.org/2000/svg";

    private readonly Stream _stream;
    private readonly XmlWriter _writer;
    private readonly Stack<string> _open = new();
    private string _namespace = Html;

    public PageWriter(Stream stream)
    {
        _stream = stream;
        _writer = XmlWriter.Create(stream, new XmlWriterSettings { OmitXmlDeclaration = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" });
        _writer.WriteDocType("html", null, null, null);
    }

    /// <summary>How many bytes the page has so far, as encoded.</summary>
    public long Size
    {
        get
        {
            _writer.Flush();
            return _stream.Position;
        }
    }

    /// <summary>Opens an element; in a drawing, one of a drawing.</summary>
    public PageWriter Open(string name, params (string Name, object? Value)[] attributes)
    {
        _namespace = name == "svg" ? Svg : _namespace;
        _open.Push(name);
        _writer.WriteStartElement(name, _namespace);
        foreach ((string attribute, object? value) in attributes)
        {
            if (value is not null)
            {
                _writer.WriteAttributeString(attribute, ReportText.Clean(Convert.ToString(value, CultureInfo.InvariantCulture)!));
            }
        }

        return this;
    }

    /// <summary>Closes the innermost element: with a tag of its own, which HTML wants even where nothing is inside.</summary>
    public PageWriter Close()
    {
        _writer.WriteFullEndElement();
        _namespace = _open.Pop() == "svg" ? Html : _namespace;
        return this;
    }

    /// <summary>An element that never holds anything: one of HTML's void ones, or a shape.</summary>
    public PageWriter Empty(string name, params (string Name, object? Value)[] attributes)
    {
        Open(name, attributes);
        _open.Pop();
        _writer.WriteEndElement();
        return this;
    }

    public PageWriter Text(string? text)
    {
        if (text is not null)
        {
            _writer.WriteString(ReportText.Clean(text));
        }

        return this;
    }

    /// <summary>An element with a text.</summary>
    public PageWriter Leaf(string name, string? text, params (string Name, object? Value)[] attributes) => Open(name, attributes).Text(text).Close();

    public void Dispose() => _writer.Dispose();
}
