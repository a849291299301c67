# What the acceptance tests share: the staged module, and a session with an emulator, or with a real server where
# MAGE_TEST_URI (and, where it asks for them, MAGE_TEST_EMAIL and MAGE_TEST_PASSWORD) say so.

Import-Module "$PSScriptRoot/../out/MageAI/MageAI.psd1" -Force

# What the file before left open stays open when the module is imported anew.
Get-MageSession | Disconnect-Mage

# The program that starts another PowerShell of this kind, and its first arguments. Out of the tool's package it is dotnet that runs it.
function Get-PowerShellProgram {
    $own = (Get-Process -Id $PID).Path
    if ((Split-Path -Path $own -Leaf) -like 'dotnet*') { $own, (Join-Path -Path $PSHOME -ChildPath 'pwsh.dll') } else { $own }
}

# Runs a PowerShell with these arguments, as a task does.
function Invoke-PowerShell {
    $program, $first = Get-PowerShellProgram
    $arguments = @($first | Where-Object { $_ }) + '-NoProfile', '-NonInteractive' + $args
    & $program @arguments
}

$script:Made = [System.Collections.Generic.List[string]]::new()

function Connect-TestServer {
    $script:Made.Clear()
    if ($env:MAGE_TEST_URI) {
        $arguments = @{ Uri = $env:MAGE_TEST_URI }
        if ($env:MAGE_TEST_EMAIL) {
            $password = [securestring]::new()
            foreach ($letter in $env:MAGE_TEST_PASSWORD.ToCharArray()) {
                $password.AppendChar($letter)
            }

            $arguments.Credential = [pscredential]::new($env:MAGE_TEST_EMAIL, $password)
        }

        Connect-Mage @arguments
    }
    else {
        Start-MageEmulator | Connect-Mage
    }
}

# A pipeline of a name nobody else has; it goes with Disconnect-TestServer.
function New-TestPipeline([string] $Prefix = 'acceptance') {
    $pipeline = New-MagePipeline -Name "${Prefix}_$([guid]::NewGuid().ToString('n').Substring(0, 8))"
    $script:Made.Add($pipeline.Uuid)
    $pipeline
}

function Disconnect-TestServer {
    foreach ($uuid in $script:Made) {
        # Mage would keep the backfills and the runs of a pipeline that is gone.
        Get-MageBackfill -Pipeline $uuid -ErrorAction Ignore | Remove-MageBackfill -IncludeSchedule -Force -Confirm:$false -ErrorAction Continue
        Get-MagePipelineRun -Pipeline $uuid -ErrorAction Ignore | Remove-MagePipelineRun -Force -Confirm:$false -ErrorAction Continue
        Get-MagePipeline -Uuid $uuid -ErrorAction Ignore | Remove-MagePipeline -IncludeSchedule -Confirm:$false -ErrorAction Continue
    }

    Disconnect-Mage
    Stop-MageEmulator
}
