@{
    RootModule             = 'MageAI.Benchmarks.Empty.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '0b0b2f0f-5e0b-4c1e-9b52-6d1f0a1d7c55'
    Author                 = 'MageAI contributors'
    Description            = 'The smallest binary module there is, to compare imports with.'
    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    CmdletsToExport        = @('Get-Nothing')
}
