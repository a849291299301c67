using System.Management.Automation;
using MageAI.Server;

namespace MageAI.Commands;

/// <summary>Shows what a server says of itself: version, scheduler, project, authentication, latency.</summary>
[Cmdlet(VerbsCommon.Get, "MageServer")]
[OutputType(typeof(MageServer))]
public sealed class GetMageServerCommand : MageSessionCmdlet
{
    /// <summary>Asks the server and emits the answer.</summary>
    protected override void ProcessRecord() => EachSession(Read);

    private void Read()
    {
        MageSession session = Resolve();
        Attempt(session, () => WriteObject(Await(session.Server.ReadAsync)));
    }
}
