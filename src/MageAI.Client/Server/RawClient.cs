using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security;
using System.Threading.Tasks;
using MageAI.Transport;
using MageAI.Wire;

namespace MageAI.Server;

/// <summary>Any endpoint, for what has no client of its own.</summary>
internal sealed class RawClient(MageSession session) : ResourceClient(session)
{
    /// <summary>Sends one request and gives back what stands in its envelope, with the paging facts.</summary>
    public async Task<(string Key, object? Value, int? Count, bool? Next)> SendAsync(
        HttpMethod method, string path, IEnumerable<KeyValuePair<string, string>> query, object? body, MageCall call)
    {
        MageRequest request = MageRequest.Raw(method, path, body);
        foreach (KeyValuePair<string, string> pair in query)
        {
            request.With(pair.Key, pair.Value);
            if (Redactor.IsSecretName(pair.Key))
            {
                request.Secrets.Add(pair.Value);
            }
        }

        request.Secrets.AddRange(SecretsIn(body));

        return Envelope.Any(await SendAsync(request, call).ConfigureAwait(false), Session);
    }

    private static IEnumerable<string> SecretsIn(object? value) => value switch
    {
        SecureString secret => [Secret.Reveal(secret)],
        IDictionary<string, object?> map => map.Values.SelectMany(SecretsIn),
        IEnumerable<object?> list => list.SelectMany(SecretsIn),
        _ => [],
    };
}
