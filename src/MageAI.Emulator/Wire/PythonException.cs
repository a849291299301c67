using System;

namespace MageAI.Emulation.Wire;

/// <summary>An exception that Mage does not catch: status 200 with code 500 and a traceback.</summary>
internal sealed class PythonException(string message, string type = "Exception") : Exception(message)
{
    public string Type => type;

    public static PythonException NoneHasNo(string attribute) =>
        new($"'NoneType' object has no attribute '{attribute}'", "AttributeError");
}
