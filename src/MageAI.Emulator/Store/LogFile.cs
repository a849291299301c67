using System;
using System.Collections.Generic;

namespace MageAI.Emulation.Store;

/// <summary>A log file. It belongs to a folder, not to a run: runs that share the folder write into the same one.</summary>
internal sealed class LogFile
{
    private readonly List<Func<string>> _unwritten = [];
    private List<string> _records = [];

    /// <summary>The records with what belongs to them, each with its line end, in the order of writing.</summary>
    public List<string> Records
    {
        get
        {
            foreach (Func<string> record in _unwritten)
            {
                _records.Add(record());
            }

            _unwritten.Clear();
            return _records;
        }
        set => _records = value;
    }

    public DateTime ModifiedAt { get; set; }

    /// <summary>Adds a record that is put into words when somebody reads it: of most nobody does.</summary>
    public void Add(Func<string> record) => _unwritten.Add(record);
}
