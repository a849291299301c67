using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["--serve", string runs, string latency]:
                await PageServer.ServeAsync(int.Parse(runs, CultureInfo.InvariantCulture), int.Parse(latency, CultureInfo.InvariantCulture));
                return 0;
            case ["--memory", string server]:
                Memory.Child(server);
                return 0;
            default:
                return await Suite.RunAsync(quick: arguments.Contains("--quick"), withTests: arguments.Contains("--tests"));
        }
    }
}
