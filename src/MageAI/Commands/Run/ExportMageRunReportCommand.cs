using System;
using System.IO;
using System.Management.Automation;
using MageAI.Completion;
using MageAI.Reports;

namespace MageAI.Commands;

/// <summary>
/// Writes a report of runs as one HTML file that needs nothing else: no script, no network. Failures come first, then a timeline,
/// the trends of each pipeline, the slowest runs, those past their SLA, and all runs.
/// </summary>
[Cmdlet(VerbsData.Export, "MageRunReport", DefaultParameterSetName = ReadSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMageRunReportCommand : MageRunReaderCmdlet
{
    private readonly RunReport _report = new();
    private OutputFile? _file;
    private MageSession? _session;

    /// <summary>
    /// The file to write, such as <c>report.html</c>. Its folder must exist; a file that is there already gets the new content, and keeps its
    /// permissions and, where it is a link, what it leads to.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The heading of the report.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string Title { get; set; } = "Mage pipeline runs";

    /// <summary>Leave a file that is there already as it is, and end with an error.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    private protected override bool IsWanted => _file is not null;

    /// <summary>Looks at the path before anything is read.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            OutputFile file = OutputFile.At(SessionState.Path, Path, NoClobber);
            _file = ShouldProcess(file.Path, "Write a report of runs") ? file : null;
        }
        catch (MageException failure)
        {
            Terminate(failure);
        }
    }

    /// <summary>Writes the file, unless something could not be read: half of the runs would tell something else.</summary>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_file is null || !IsComplete)
        {
            return;
        }

        try
        {
            _file.Write(stream => ReportPage.Write(_report, new ReportHead(Title, From(_session), Until?.At(_session)) { Made = _session?.Present ?? DateTimeOffset.UtcNow }, stream));
        }
        catch (MageException failure)
        {
            Terminate(failure);
        }

        // As Get-Item gives it, so that it is shown and piped on like any file.
        WriteObject(InvokeProvider.Item.Get([_file.Path], true, true), enumerateCollection: true);
    }

    private protected override void Ask(MageSession session)
    {
        _session = session;
        _report.AddServer(session);
    }

    private protected override void Take(MagePipelineRun run)
    {
        _session ??= run.Session;
        Scope.LearnFailure(run.Session, run);
        _report.Add(run);
    }
}
