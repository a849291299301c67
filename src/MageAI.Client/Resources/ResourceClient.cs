using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using MageAI.Transport;

namespace MageAI.Resources;

/// <summary>What the clients of the resources share: sending, and reading the envelope.</summary>
internal abstract class ResourceClient(MageSession session)
{
    protected MageSession Session { get; } = session;

    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    protected async Task<T> OneAsync<T>(MageRequest request, string key, JsonTypeInfo<T> type, MageCall call)
        where T : MageObject =>
        ReadOne(await SendAsync(request, call).ConfigureAwait(false), key, type);

    protected async Task<Page<T>> ManyAsync<T>(MageRequest request, string key, JsonTypeInfo<T> type, MageCall call)
        where T : MageObject =>
        ReadMany(await SendAsync(request, call).ConfigureAwait(false), key, type);

    /// <summary>
    /// Deletes something. When the reply to a first try was lost and the second finds nothing, the first did it.
    /// </summary>
    protected async Task RemoveAsync<T>(MageRequest request, string key, JsonTypeInfo<T> type, MageCall call)
        where T : MageObject
    {
        MageReply reply = await SendAsync(request, call).ConfigureAwait(false);
        try
        {
            ModelReader.One(reply, key, type, Session);
        }
        catch (MageException gone) when (reply.AfterLostReply && gone.ErrorId == request.Subject.NotFound)
        {
            // As wanted.
        }
    }

    private T ReadOne<T>(MageReply reply, string key, JsonTypeInfo<T> type)
        where T : MageObject
    {
        T model = ModelReader.One(reply, key, type, Session);
        reply.Release();
        return model;
    }

    private Page<T> ReadMany<T>(MageReply reply, string key, JsonTypeInfo<T> type)
        where T : MageObject
    {
        Page<T> page = ModelReader.Many(reply, key, type, Session);
        reply.Release();
        return page;
    }

    /// <summary>
    /// Sends a renaming. When the reply to a first try was lost and the second does not find the old name, what has the new name
    /// is what was renamed; that the name was free must have been seen before.
    /// </summary>
    protected async Task<T> RenameAsync<T>(MageRequest request, string key, JsonTypeInfo<T> type, Func<Task<T?>> findRenamed, MageCall call)
        where T : MageObject
    {
        MageReply reply = await SendAsync(request, call).ConfigureAwait(false);
        try
        {
            return ReadOne(reply, key, type);
        }
        catch (MageException gone) when (reply.AfterLostReply && gone.ErrorId == request.Subject.NotFound)
        {
            T? renamed = await findRenamed().ConfigureAwait(false);
            if (renamed is null)
            {
                throw;
            }

            return renamed;
        }
    }

    protected async Task<MageReply> SendAsync(MageRequest request, MageCall call)
    {
        if (Session.State == "Closed")
        {
            throw new MageException(MageErrorId.NotConnected, $"The session {Session.Name} is closed.")
            {
                RecommendedAction = "Connect again [connect].",
            };
        }

        return await Session.Transport.SendAsync(request, call).ConfigureAwait(false);
    }

    /// <summary>Sends a creation, and when its reply is lost looks whether it happened before anybody is told that it failed.</summary>
    /// <param name="create">Sends it.</param>
    /// <param name="find">Finds what it would have made, or null.</param>
    /// <param name="what">The words for the warning and the error.</param>
    /// <param name="call">The caller.</param>
    protected static async Task<T> CreateAsync<T>(Func<Task<T>> create, Func<Task<T?>> find, string what, MageCall call)
        where T : class
    {
        try
        {
            return await create().ConfigureAwait(false);
        }
        catch (MageException lost) when (IsOutcomeUnknown(lost))
        {
            T? made;
            try
            {
                made = await find().ConfigureAwait(false);
            }
            catch (MageException blind)
            {
                throw new MageException(MageErrorId.WriteOutcomeUnknown, $"{lost.Message} Whether {what} was made cannot be told: {blind.Message}", lost)
                {
                    Method = lost.Method,
                    Path = lost.Path,
                    StatusCode = lost.StatusCode,
                    RecommendedAction = "Look whether it exists before you try again.",
                };
            }

            if (made is null)
            {
                throw;
            }

            call.Warnings.Enqueue($"The reply to the creation of {what} was lost ({lost.ErrorId}); reading it back shows that it was made.");
            return made;
        }
    }

    /// <summary>
    /// As <see cref="CreateAsync{T}(Func{Task{T}}, Func{Task{T}}, string, MageCall)"/> for what is told apart by its id only. After a
    /// creation that ended in doubt the ids there are looked at before the next one is sent, or that of the first would be taken for it.
    /// </summary>
    /// <param name="seen">The ids known; both looks note there what they see.</param>
    /// <param name="place">Where things of the kind are made.</param>
    /// <param name="look">Looks at the newest there.</param>
    /// <param name="create">Sends it.</param>
    /// <param name="find">Finds what it would have made, above an id, or null.</param>
    /// <param name="what">The words for the warning and the error.</param>
    /// <param name="call">The caller.</param>
    protected static async Task<T> CreateAsync<T>(
        SeenIds seen, string place, Func<Task> look, Func<Task<T>> create, Func<int, Task<T?>> find, string what, MageCall call)
        where T : class
    {
        if (seen.IsInDoubt(place))
        {
            await look().ConfigureAwait(false);
            seen.Settle(place);
        }

        int newest = seen.Newest;
        try
        {
            return await CreateAsync(create, () => find(newest), what, call).ConfigureAwait(false);
        }
        catch (Exception doubtful) when (doubtful is OperationCanceledException || (doubtful is MageException failure && (failure.ErrorId == MageErrorId.WriteOutcomeUnknown || IsOutcomeUnknown(failure))))
        {
            seen.Doubt(place);
            throw;
        }
    }

    /// <summary>No reply, or one that does not say whether the work was done. Mage may fail after it has saved.</summary>
    private static bool IsOutcomeUnknown(MageException failure) => !failure.NeverSent && failure.ErrorId
        is MageErrorId.ConnectionFailed or MageErrorId.RequestTimeout or MageErrorId.EmptyResponse or MageErrorId.InvalidResponse
        or MageErrorId.ServerError or MageErrorId.RateLimited or MageErrorId.NotMageServer;

    protected static MageRequest Get(Subject subject, params string[] segments) => new(HttpMethod.Get, segments) { Subject = subject };

    protected static MageRequest Put(Subject subject, string key, object body, params string[] segments) =>
        new(HttpMethod.Put, segments) { Subject = subject, Body = new Dictionary<string, object?> { [key] = body } };

    protected static MageRequest Post(Subject subject, string key, object body, params string[] segments) =>
        new(HttpMethod.Post, segments) { Subject = subject, Body = new Dictionary<string, object?> { [key] = body } };

    protected static MageRequest Delete(Subject subject, params string[] segments) => new(HttpMethod.Delete, segments) { Subject = subject };
}
