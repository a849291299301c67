using System;

namespace MageAI.Emulation.Store;

internal sealed class User
{
    public int Id { get; set; }

    public string Email { get; set; } = "";

    public string Username { get; set; } = "";

    public string Password { get; set; } = "";

    public Role Role { get; set; }

    public DateTime CreatedAt { get; set; }
}
