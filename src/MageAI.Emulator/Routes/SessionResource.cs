using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Auth;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>Signing in and out.</summary>
internal sealed class SessionResource : Resource
{
    public override string Plural => "sessions";

    public override string Singular => "session";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(create: Role.None, update: Role.None);

    public override void Authorize(Call call)
    {
        if (call.Action != ApiAction.Create)
        {
            base.Authorize(call);
        }
        else if (call.User is not null)
        {
            throw ApiException.Unauthorized("Public access for create only, invalid scope.");
        }
    }

    public override JsonNode? Create(Call call)
    {
        EmulatorState state = call.State;
        string? login = PythonJson.Text(call.Payload["email"]) ?? PythonJson.Text(call.Payload["username"]);
        string? password = PythonJson.Text(call.Payload["password"]);
        if (login is not { Length: > 0 } || password is not { Length: > 0 })
        {
            throw state.SignInRefused("Email/username and password are required.");
        }

        state.SignInAttempted();
        User user = state.Data.Users.FirstOrDefault(u => u.Email == login || u.Username == login);
        if (user is null || user.Password != password)
        {
            throw state.SignInRefused("Email/username and/or password invalid.");
        }

        return Show(state, state.IssueToken(user), user);
    }

    /// <summary>Signs out whoever calls; the key in the path means nothing.</summary>
    public override JsonNode? Update(Call call, object? member)
    {
        if (call.User is null)
        {
            throw PythonException.NoneHasNo("update");
        }

        AccessToken token = call.State.Data.Tokens.First(t => t.Token == Gatekeeper.TokenOf(call.Request));
        token.Expires = call.State.Now;
        call.State.Changed = true;
        return Show(call.State, token, call.User);
    }

    private static JsonObject Show(EmulatorState state, AccessToken token, User user) => new()
    {
        ["expires"] = Stamps.Space(token.Expires, state.Offsets),
        ["token"] = Jwt.Encode(token.Token, token.Expires),
        ["user"] = new JsonObject
        {
            ["avatar"] = null,
            ["first_name"] = null,
            ["id"] = user.Id,
            ["last_name"] = null,
            ["owner"] = user.Role == Role.Owner,
            ["project_access"] = user.Role switch { Role.Owner => 1, Role.Admin => 2, Role.Editor => 4, Role.Viewer => 8, _ => 0 },
            ["roles"] = null,
            ["roles_display"] = user.Role == Role.Owner ? "Owner" : null,
            ["roles_new"] = user.Role == Role.None ? new JsonArray() : new JsonArray(new JsonObject
            {
                ["id"] = 5 - (int)user.Role,
                ["created_at"] = Stamps.Space(user.CreatedAt, state.Offsets),
                ["updated_at"] = Stamps.Space(user.CreatedAt, state.Offsets),
                ["name"] = user.Role.ToString(),
                ["user_id"] = null,
            }),
            ["username"] = user.Username,
        },
    };
}
