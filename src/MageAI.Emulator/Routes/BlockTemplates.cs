namespace MageAI.Emulation.Routes;

/// <summary>The code of a block that was created without any. The import is guarded as Mage needs it: one that is not makes every run fail.</summary>
internal static class BlockTemplates
{
    public static string For(string type, string language) => (language, type) switch
    {
        ("sql", _) => "-- Write your query here\n",
        ("python", "data_loader") => Python("data_loader", "load_data", "*args", "return {}"),
        ("python", "transformer") => Python("transformer", "transform", "data, *args", "return data"),
        ("python", "data_exporter") => Python("data_exporter", "export_data", "data, *args", "pass"),
        ("python", "sensor") => Python("sensor", "check_condition", "*args", "return True"),
        ("python", "custom") => Python("custom", "transform_custom", "*args", "return {}"),
        ("python", "conditional") => Python("condition", "evaluate_condition", "*args", "return True"),
        ("python", "callback") => Python("callback", "callback_function", "parent_block_data", "pass"),
        _ => "",
    };

    private static string Python(string decorator, string function, string parameters, string body) =>
        $"if '{decorator}' not in globals():\n    from mage_ai.data_preparation.decorators import {decorator}\n\n\n@{decorator}\ndef {function}({parameters}, **kwargs):\n    {body}\n";
}
