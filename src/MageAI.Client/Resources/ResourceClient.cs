using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using MageAI.Terms;
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

    /// <summary>Sends a write that gives the thing written. Where its reply does not say what became of it, that is looked up.</summary>
    protected Task<T> OneAsync<T>(MageRequest request, string key, JsonTypeInfo<T> type, WriteIntent<T> intent, MageCall call)
        where T : MageObject => WriteAsync(request, reply => ReadOne(reply, key, type), intent, call);

    /// <summary>Deletes something.</summary>
    protected async Task RemoveAsync<T>(MageRequest request, string key, JsonTypeInfo<T> type, WriteIntent<Removed> intent, MageCall call)
        where T : MageObject
    {
        await WriteAsync(
            request,
            reply =>
            {
                ModelReader.One(reply, key, type, Session);
                return Removed.Yes;
            },
            intent,
            call).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends a write, and tells the truth of it. Where Mage's own reply says what became of it, that is all. After any other reply, or
    /// none, is looked: what is as it was meant to be is done, with a warning. What is as it was may be sent again, where doing it twice is
    /// as good as once; all else is left as it is, for somebody may have written meanwhile. After a timeout nothing that is not there
    /// yet proves anything.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads its reply.</param>
    /// <param name="intent">What it means.</param>
    /// <param name="call">The caller.</param>
    /// <exception cref="MageException">
    /// It was not done, as Mage said or a look showed; or <see cref="MageErrorId.WriteOutcomeUnknown"/>.
    /// </exception>
    protected async Task<T> WriteAsync<T>(MageRequest request, Func<MageReply, T> read, WriteIntent<T> intent, MageCall call)
    {
        ServerMoment sent = Session.Moment;
        long begun = Session.Clock.GetTimestamp();
        bool wasInDoubt = false;
        for (int tries = 1; ; tries++)
        {
            MageException failure;
            TimeSpan? asked = null;
            try
            {
                MageReply reply = await SendAsync(request, call).ConfigureAwait(false);
                asked = reply.RetryAfter;
                return read(reply);
            }
            catch (MageException e) when (e.LeavesDoubt || wasInDoubt)
            {
                failure = e;
            }

            TimeSpan? pause = failure.LeavesDoubt && request.MayFollowLook && Passes(failure) ? Session.Transport.PauseBeforeRepeat(tries, asked, begun) : null;
            if (pause is TimeSpan before)
            {
                await Session.Transport.PauseAsync(before, call.Cancellation).ConfigureAwait(false);
            }

            switch (await LookAsync(intent, sent, failure).ConfigureAwait(false))
            {
                case Sight<T>.Done done:
                    call.Warnings.Enqueue($"The reply to {intent.Deed} was lost ({failure.ErrorId}); reading it back shows that it was done.");
                    return done.Value;
                case Sight<T>.Undone when pause is not null:
                    wasInDoubt = true;
                    continue;
                case Sight<T>.Undone undone when failure.IsTimeout:
                    throw Unknown(failure, intent, $"A look shows: {undone.Words}. But what was under way then may still arrive.");
                case Sight<T>.Undone undone:
                    throw Told(failure, $"A look shows: {undone.Words}.");
                case Sight<T>.Gone gone:
                    throw gone.Failure;
                case Sight<T>.Half half:
                    throw half.Tell(failure);
                case Sight<T>.Unclear unclear:
                    throw Unknown(failure, intent, $"A look shows: {unclear.Words}. Whether {intent.Deed} was done before that cannot be told, and it was not sent again.");
            }
        }
    }

    private static async Task<Sight<T>> LookAsync<T>(WriteIntent<T> intent, ServerMoment sent, MageException failure)
    {
        try
        {
            return await intent.LookAsync(sent).ConfigureAwait(false);
        }
        catch (MageException blind)
        {
            throw Unknown(failure, intent, $"Whether {intent.Deed} was done cannot be told: {blind.Message}");
        }
    }

    private static MageException Unknown<T>(MageException failure, WriteIntent<T> intent, string what) =>
        failure.Retold(MageErrorId.WriteOutcomeUnknown, $"{Wording.Sentence(failure.Message)} {what}", $"{intent.WhereToLook} before you try again.");

    private static MageException Told(MageException failure, string what)
    {
        MageException told = failure.Retold(failure.ErrorId, $"{Wording.Sentence(failure.Message)} {what}");
        told.IsRefusal = true;
        return told;
    }

    /// <summary>Whether the same request may well be answered a little later.</summary>
    private static bool Passes(MageException failure) => !failure.IsTimeout && (failure.ErrorId == MageErrorId.ConnectionFailed || failure.StatusCode is 429 or 502 or 503);

    /// <summary>What a look says of something that was to be changed.</summary>
    /// <param name="changes">The change.</param>
    /// <param name="now">The thing as it is.</param>
    /// <param name="before">The thing as it was last seen; null where it was not.</param>
    /// <param name="noted">When the server last noted a change of it.</param>
    /// <param name="sent">When the change was sent.</param>
    /// <param name="what">The words for it.</param>
    protected static Sight<T> Judge<T>(WireChanges changes, T now, T? before, DateTimeOffset? noted, ServerMoment sent, string what)
        where T : MageObject =>
        changes.AreIn(now) ? new Sight<T>.Done(now)
        : sent.IsAfter(noted) || (before is not null && changes.LeaveAlike(before, now) && !sent.IsBefore(noted)) ? new Sight<T>.Undone($"{what} is as it was")
        : new Sight<T>.Unclear($"{what} has not what was meant, and may have been changed since");

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

    protected async Task<MageReply> SendAsync(MageRequest request, MageCall call)
    {
        if (Session.State == "Closed")
        {
            throw new MageException(MageErrorId.NotConnected, $"The session {Session.Name} is closed.")
            {
                RecommendedAction = "Connect again [connect].",
                NeverSent = true,
            };
        }

        return await Session.Transport.SendAsync(request, call).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes what is told apart by its id only. After a creation that ended in doubt the ids there are looked at before the next one is
    /// sent, or that of the first would be taken for it.
    /// </summary>
    /// <param name="seen">The ids known; both looks note there what they see.</param>
    /// <param name="place">Where things of the kind are made.</param>
    /// <param name="look">Looks at the newest there.</param>
    /// <param name="create">Makes it; told the newest id known before.</param>
    protected static async Task<T> CreateAsync<T>(SeenIds seen, string place, Func<Task> look, Func<int, Task<T>> create)
        where T : class
    {
        if (seen.IsInDoubt(place))
        {
            await look().ConfigureAwait(false);
            seen.Settle(place);
        }

        try
        {
            return await create(seen.Newest).ConfigureAwait(false);
        }
        catch (Exception doubtful) when (doubtful is OperationCanceledException or MageException { LeavesDoubt: true } or MageException { InnerException: MageException { LeavesDoubt: true } })
        {
            seen.Doubt(place);
            throw;
        }
    }

    /// <summary>Whether a file of the project is there: of one that is not, Mage gives no size.</summary>
    protected async Task<bool> HasFileAsync(Subject subject, string path, MageCall call) => await FileTextAsync(subject, path, call).ConfigureAwait(false) is not null;

    /// <summary>The text of a file of the project; null where there is none.</summary>
    protected async Task<string?> FileTextAsync(Subject subject, string path, MageCall call)
    {
        (_, object? value, _, _) = Envelope.Any(await SendAsync(Get(subject, "file_contents", path), call).ConfigureAwait(false), Session);
        return value is Dictionary<string, object?> file && file.TryGetValue("size", out object? size) && size is not null
            ? file.TryGetValue("content", out object? content) ? content as string ?? string.Empty : string.Empty
            : null;
    }

    /// <summary>
    /// What a look says of something that was to be removed and is there: the same as before, or one that somebody made anew under its
    /// name or number, which nobody asked to remove.
    /// </summary>
    /// <param name="before">When that was made which was to go; null where that is not known.</param>
    /// <param name="made">When that was made which is there.</param>
    /// <param name="changed">When that was last changed.</param>
    /// <param name="sent">When the removal was sent.</param>
    /// <param name="what">The words for it.</param>
    protected static Sight<Removed> StillThere(DateTimeOffset? before, DateTimeOffset? made, DateTimeOffset? changed, ServerMoment sent, string what) =>
        (before is not null && before == made) || sent.IsAfter(made ?? changed) ? new Sight<Removed>.Undone($"{what} is still there")
        : (before is not null && made is not null) || sent.IsBefore(made) ? new Sight<Removed>.Done(Removed.Yes)
        : new Sight<Removed>.Unclear($"{what} is there, and may have been made anew");

    /// <summary>Whether what this session has never seen was made by the request just sent; null where that cannot be told.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="newest">The newest id known before.</param>
    /// <param name="made">When it was made.</param>
    /// <param name="sent">When the request was sent.</param>
    protected static bool? IsNew(int id, int newest, DateTimeOffset? made, ServerMoment sent) =>
        sent.IsBefore(made) || (id > newest && !sent.IsAfter(made)) ? true : null;

    /// <summary>What a look says of a creation of something that is told apart by its id.</summary>
    /// <param name="candidates">What could be it: of its name and made since.</param>
    /// <param name="isNew">Whether it was not there before; null where that cannot be told.</param>
    /// <param name="what">The words for it.</param>
    protected static Sight<T> Made<T>(IReadOnlyCollection<T> candidates, Func<T, bool?> isNew, string what)
        where T : MageObject
    {
        T[] made = [.. candidates.Where(candidate => isNew(candidate) is true)];
        return made.Length == 1 ? new Sight<T>.Done(made[0])
            : made.Length > 1 ? new Sight<T>.Unclear($"there are several new {what}: {string.Join(", ", made.Select(one => one.GetField("id")))}")
            : candidates.Any(candidate => isNew(candidate) is null) ? new Sight<T>.Unclear($"there is a {what}, made just now")
            : new Sight<T>.Undone($"there is no new {what}");
    }

    /// <summary>What a look says of a creation.</summary>
    protected static Sight<T> Made<T>(T? found, string what)
        where T : class => found is null ? new Sight<T>.Undone($"there is no new {what}") : new Sight<T>.Done(found);

    protected static MageRequest Get(Subject subject, params string[] segments) => new(HttpMethod.Get, segments) { Subject = subject };

    protected static MageRequest Put(Subject subject, string key, object body, params string[] segments) =>
        new(HttpMethod.Put, segments) { Subject = subject, Body = new Dictionary<string, object?> { [key] = body } };

    protected static MageRequest Post(Subject subject, string key, object body, params string[] segments) =>
        new(HttpMethod.Post, segments) { Subject = subject, Body = new Dictionary<string, object?> { [key] = body } };

    protected static MageRequest Delete(Subject subject, params string[] segments) => new(HttpMethod.Delete, segments) { Subject = subject };
}
