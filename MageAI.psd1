@{
    RootModule             = 'MageAI.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '6f1a4a0e-3b52-4f0e-9a0c-6f7a0f6c2d11'
    Author                 = 'MageAI contributors'
    CompanyName            = 'MageAI contributors'
    Copyright              = '(c) MageAI contributors. MIT licence.'
    Description            = 'Run Mage (mage-ai/mage-ai) data pipelines from PowerShell: pipelines, blocks, triggers and runs as typed objects, with a Mage emulator for trying things and testing runbooks.'
    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    # Else PowerShell would not find the types that the next files name, where the path has a bracket.
    RequiredAssemblies     = @('MageAI.dll')
    FormatsToProcess       = @('MageAI.Format.ps1xml')
    TypesToProcess         = @('MageAI.Types.ps1xml')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    CmdletsToExport        = @(
        'Connect-Mage'
        'Disconnect-Mage'
        'Get-MageSession'
        'Get-MageServer'
        'Invoke-MageApi'
        'Start-MageEmulator'
        'Stop-MageEmulator'
        'Get-MagePipeline'
        'New-MagePipeline'
        'Set-MagePipeline'
        'Rename-MagePipeline'
        'Copy-MagePipeline'
        'Remove-MagePipeline'
        'Get-MageBlock'
        'New-MageBlock'
        'Set-MageBlock'
        'Remove-MageBlock'
        'Get-MageSchedule'
        'New-MageSchedule'
        'Set-MageSchedule'
        'Enable-MageSchedule'
        'Disable-MageSchedule'
        'Remove-MageSchedule'
        'Reset-MageScheduleToken'
        'Test-MageCron'
        'Get-MageUpcomingRun'
        'Start-MageMaintenance'
        'Stop-MageMaintenance'
        'Invoke-MagePipelineRun'
        'Get-MagePipelineRun'
        'Wait-MagePipelineRun'
        'Stop-MagePipelineRun'
        'Restart-MagePipelineRun'
        'Remove-MagePipelineRun'
        'Get-MageBlockRun'
        'Get-MageBlockOutput'
        'Get-MageLog'
        'Measure-MagePipelineRun'
        'Export-MageRunReport'
        'ConvertTo-MageDiagram'
        'Get-MageBackfill'
        'New-MageBackfill'
        'Start-MageBackfill'
        'Stop-MageBackfill'
        'Remove-MageBackfill'
    )
    PrivateData            = @{
        PSData = @{
            Tags       = @('Mage', 'mage-ai', 'DataPipeline', 'ETL', 'Orchestration', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
