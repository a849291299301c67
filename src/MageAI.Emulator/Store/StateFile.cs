using System.IO;
using System.Text.Json;

namespace MageAI.Emulation.Store;

/// <summary>The state on disk.</summary>
internal sealed class StateFile(string folder)
{
    private readonly string _path = Path.Combine(folder, "mage-emulator.json");

    public EmulatorData? Load() => File.Exists(_path) ? JsonSerializer.Deserialize<EmulatorData>(File.ReadAllText(_path)) : null;

    /// <summary>Writes beside the file and swaps, so that a reader never meets half a state.</summary>
    public void Save(EmulatorData data)
    {
        Directory.CreateDirectory(folder);
        string fresh = _path + ".new";
        File.WriteAllText(fresh, JsonSerializer.Serialize(data));
        if (File.Exists(_path))
        {
            File.Replace(fresh, _path, null);
        }
        else
        {
            File.Move(fresh, _path);
        }
    }
}
