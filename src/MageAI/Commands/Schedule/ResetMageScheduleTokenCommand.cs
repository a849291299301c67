using System.Management.Automation;
using System.Security;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Operations;
using MageAI.Schedules;

namespace MageAI.Commands;

/// <summary>
/// Gives schedules new trigger tokens: from then on the old ones open nothing. Only an owner may; for anybody else Mage does nothing and answers with
/// success, which is an error here.
/// </summary>
[Cmdlet(VerbsCommon.Reset, "MageScheduleToken", SupportsShouldProcess = true)]
[OutputType(typeof(SecureString), typeof(string))]
public sealed class ResetMageScheduleTokenCommand : ScheduleTargetCmdlet
{
    private const string Store = "Set-Secret";

    /// <summary>Emit the tokens as text, not as secure strings. Whoever reads the output can start runs with them.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <summary>Keep the token under this name with Microsoft.PowerShell.SecretManagement, in place of emitting it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? SecretName { get; set; }

    /// <summary>The vault to keep it in; without it the default one.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Vault { get; set; }

    /// <summary>Looks whether there is somewhere to keep tokens, before one is changed.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(SecretName), SecretName);
        if (IsTyped(nameof(SecretName)) && InvokeCommand.GetCommand(Store, CommandTypes.Cmdlet | CommandTypes.Function) is null)
        {
            Terminate(ScheduleErrors.NoVault());
        }
    }

    private protected override void Act(MageSession session, MageSchedule schedule, bool isFresh)
    {
        if (Perform(session, new Step<MageSchedule>(Words(schedule), "Reset the trigger token", schedule, call => session.Schedules.RotateTokenAsync(schedule, call))) is not MageSchedule changed)
        {
            return;
        }

        string token = changed.GetToken()!;
        if (string.IsNullOrEmpty(SecretName))
        {
            Emit(changed, token);
            return;
        }

        try
        {
            Keep(token);
        }
        catch (RuntimeException failure)
        {
            // The old token is gone: the new one must not be lost too.
            Report(ScheduleErrors.NotKept(changed, SecretName!, failure), changed);
            Emit(changed, token);
        }
    }

    private void Emit(MageSchedule schedule, string token)
    {
        PSObject emitted = new(AsPlainText ? token : Secure(token));
        emitted.Properties.Add(new PSNoteProperty("ScheduleId", schedule.Id));
        emitted.Properties.Add(new PSNoteProperty("ScheduleName", schedule.Name));
        emitted.Properties.Add(new PSNoteProperty("PipelineUuid", schedule.PipelineUuid));
        WriteObject(emitted);
    }

    private void Keep(string token)
    {
        InvokeCommand.InvokeScript(
            "param($name, $secret, $vault) $more = @{}; if ($vault) { $more.Vault = $vault }; Set-Secret -Name $name -SecureStringSecret $secret @more -ErrorAction Stop",
            useNewScope: true,
            System.Management.Automation.Runspaces.PipelineResultTypes.None,
            null,
            SecretName,
            Secure(token),
            Vault);
    }

    private static SecureString Secure(string token)
    {
        SecureString secure = new();
        foreach (char letter in token)
        {
            secure.AppendChar(letter);
        }

        secure.MakeReadOnly();
        return secure;
    }
}
