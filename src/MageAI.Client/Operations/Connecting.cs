using System.Security;
using System.Threading.Tasks;
using MageAI.Server;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>How a session begins and ends.</summary>
internal static class Connecting
{
    extension(MageSession session)
    {
        /// <summary>Connects: looks at the server, signs in if it asks for that, learns its version.</summary>
        /// <exception cref="MageException">What stands in the way, in one sentence.</exception>
        public static async Task<MageSession> ConnectAsync(ConnectionSettings settings, MageCall call)
        {
            try
            {
                return await OpenedAsync(settings, call).ConfigureAwait(false);
            }
            catch (MageException foreign) when (IsElsewhere(foreign))
            {
                foreach (ConnectionSettings root in settings.OfPage())
                {
                    try
                    {
                        return await OpenedAsync(root, call).ConfigureAwait(false);
                    }
                    catch (MageException other) when (IsElsewhere(other))
                    {
                        // What is wrong with the address as it was given says most.
                    }
                }

                if (foreign is EndpointException)
                {
                    return await OpenedAsync(settings, call, isRoot: true).ConfigureAwait(false);
                }

                throw;
            }
        }

        /// <summary>Ends the token on the server, where one was made for this session.</summary>
        public async Task SignOutAsync(MageCall call)
        {
            if (session.Authentication != "Credential" || !session.Transport.HasToken || session.State == "Closed")
            {
                return;
            }

            try
            {
                await session.Server.SignOutAsync(call).ConfigureAwait(false);
            }
            catch (MageException e) when (e.ErrorId is MageErrorId.TokenExpired or MageErrorId.InvalidToken)
            {
                // It has ended already.
            }
        }
    }

    /// <summary>
    /// Whether something answers, but no Mage, or not at the root of its API: below its endpoints Mage takes the rest of an address for names of things that do not
    /// exist, or asks for its key first.
    /// </summary>
    private static bool IsElsewhere(MageException failure) => failure.StatusCode is not >= 502 && failure.ErrorId
        is MageErrorId.NotMageServer or MageErrorId.NotSupported or MageErrorId.NotFound or MageErrorId.PipelineNotFound or MageErrorId.BlockNotFound
        or MageErrorId.ScheduleNotFound or MageErrorId.PipelineRunNotFound or MageErrorId.BackfillNotFound or MageErrorId.InvalidApiKey
        or MageErrorId.Forbidden or MageErrorId.ServerError or MageErrorId.RequestInvalid or MageErrorId.EmptyResponse or MageErrorId.InvalidResponse;

    /// <param name="settings">Where and as whom.</param>
    /// <param name="call">The caller.</param>
    /// <param name="isRoot">Whether nothing else than the address can be meant.</param>
    private static async Task<MageSession> OpenedAsync(ConnectionSettings settings, MageCall call, bool isRoot = false)
    {
        MageSession made = new(settings);
        try
        {
            await OpenAsync(made, isRoot || !settings.MayBeEndpoint, call).ConfigureAwait(false);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    private static async Task OpenAsync(MageSession session, bool isRoot, MageCall call)
    {
        MageServer server = await session.Server.StatusAsync(call, withActivity: false).ConfigureAwait(false);

        // One that asks for a sign-in answers without a key at its root alone.
        if (!isRoot && !server.RequireUserAuthentication && !await session.Server.IsRootAsync(call).ConfigureAwait(false))
        {
            throw new EndpointException(session);
        }

        if (server.RequireUserAuthentication)
        {
            if (session.Settings.Token is not null)
            {
                session.Authentication = "Token";
                session.Expires = session.Transport.TokenExpires;
            }
            else if (session.Settings.HasCredential)
            {
                session.Transport.UseToken(await SignInAsync(session, call).ConfigureAwait(false));
                session.Transport.Renew = renewing => SignInAsync(session, renewing);
                session.Authentication = "Credential";
            }
            else
            {
                throw new MageException(MageErrorId.CredentialRequired, $"{session.Uri} asks for a sign-in and no credential or token was given.")
                {
                    RecommendedAction = "Pass -Credential or -Token, or set MAGE_EMAIL and MAGE_PASSWORD, or MAGE_TOKEN.",
                };
            }
        }

        session.ServerVersion = await session.Server.VersionAsync(call).ConfigureAwait(false);
    }

    private static async Task<SecureString> SignInAsync(MageSession session, MageCall call)
    {
        SignIn signIn;
        try
        {
            signIn = await session.Server.SignInAsync(session.Settings.UserName!, session.Settings.Password!, call).ConfigureAwait(false);
        }
        catch (MageException refused) when (refused.ErrorId == MageErrorId.SignInFailed && session.Settings.PasswordDoubt is string doubt)
        {
            throw refused.Retold(refused.ErrorId, $"{Wording.Sentence(refused.Message)} {doubt}");
        }

        session.User = signIn.UserName ?? session.Settings.UserName;
        session.Role = signIn.Role;
        session.Expires = signIn.Expires;
        return signIn.Token;
    }

    /// <summary>Mage answers at the address, but as below one of its endpoints.</summary>
    private sealed class EndpointException(MageSession session) : MageException(MageErrorId.NotMageServer, $"{session.Uri} is an endpoint of Mage, and not its root.");
}
