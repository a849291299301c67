using System.Globalization;
using System.Security;
using System.Text.RegularExpressions;
using MageAI.Transport;

namespace MageAI.Runs;

/// <summary>
/// An address at which people say that a schedule is to be triggered: the server's alone, or what Mage's web page shows for a trigger of
/// type api, with the schedule's id and in its older form the token too, or the address of that page itself.
/// </summary>
internal sealed class TriggerAddress
{
    private static readonly Regex s_whole = new(
        @"^(?<server>[^?#]*?)/(?:api/pipeline_schedules/(?<id>\d+)/(?:api_trigger|pipeline_runs(?:/(?<token>\w+))?)|pipelines/[^/?#]+/triggers/(?<id>\d+)(?:/[^?#]*)?)/?(?:[?#].*)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private TriggerAddress(string server, int? scheduleId, SecureString? token) => (Server, ScheduleId, Token) = (server, scheduleId, token);

    /// <summary>The server's address, as it was written.</summary>
    public string Server { get; }

    /// <summary>The schedule that the address names; null if it names none.</summary>
    public int? ScheduleId { get; }

    /// <summary>The trigger token in it; null if there is none.</summary>
    public SecureString? Token { get; }

    public static TriggerAddress Read(string address)
    {
        string bare = StrayCharacters.OfAddress(address) ?? string.Empty;
        Match whole = s_whole.Match(bare);
        return whole.Success && int.TryParse(whole.Groups["id"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? new TriggerAddress(whole.Groups["server"].Value, id, whole.Groups["token"].Success ? Secret.Protect(whole.Groups["token"].Value) : null)
            : new TriggerAddress(bare, null, null);
    }
}
