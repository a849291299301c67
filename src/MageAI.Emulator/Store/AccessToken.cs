using System;

namespace MageAI.Emulation.Store;

internal sealed class AccessToken
{
    public string Token { get; set; } = "";

    public int UserId { get; set; }

    public DateTime Expires { get; set; }
}
