using System.Text.Json.Nodes;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Python;

/// <summary>An exception that a block's code raised, in the forms in which Mage tells of it.</summary>
internal sealed class PythonFailure(string type, string message, int line, string function)
{
    private const string Library = "/usr/local/lib/python3.10/site-packages/mage_ai";

    private static readonly string[] s_server =
    [
        Frame($"{Library}/orchestration/queue/process_queue.py", 209, "run", "start_session_and_run(args[1], *args[2], **args[3])"),
        Frame($"{Library}/orchestration/pipeline_scheduler_original.py", 1303, "run_block", ").execute("),
        Frame($"{Library}/data_preparation/executors/block_executor.py", 646, "execute", "result = __execute_with_retry()"),
        Frame($"{Library}/shared/retry.py", 51, "retry_func", "logger.warning("),
    ];

    private static readonly string[] s_called =
    [
        Frame($"{Library}/shared/retry.py", 43, "retry_func", "return func(*args, **kwargs)"),
        Frame($"{Library}/data_preparation/executors/block_executor.py", 619, "__execute_with_retry", "return self._execute("),
        Frame($"{Library}/data_preparation/models/block/__init__.py", 1621, "execute_sync", "output = self.execute_block("),
    ];

    public PythonFailure(BlockScript script)
        : this(script.ErrorType, script.Error ?? "", script.ErrorLine, script.ErrorFunction)
    {
    }

    public string Message => message;

    /// <summary>Python's traceback, without a line end behind it. Mage runs a block's code as a text, so its frame names no file.</summary>
    public string Traceback { get; } =
        $"Traceback (most recent call last):\n{string.Concat(s_called)}  File \"<string>\", line {line}, in {function}\n{type}{(message.Length == 0 ? "" : ": " + message)}";

    /// <summary>Where the server was when it noticed: the same for every block.</summary>
    public static JsonArray Stack() => JsonList.Of(s_server);

    public JsonObject Metrics() => new()
    {
        ["error"] = new JsonObject { ["error"] = message, ["errors"] = Stack(), ["message"] = Traceback + "\n" },
    };

    private static string Frame(string file, int at, string name, string code) => $"  File \"{file}\", line {at}, in {name}\n    {code}\n";
}
