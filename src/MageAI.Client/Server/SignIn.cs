using System;
using System.Security;

namespace MageAI.Server;

/// <summary>What a sign-in gave.</summary>
internal sealed record SignIn(SecureString Token, string? UserName, string? Role, DateTimeOffset? Expires);
