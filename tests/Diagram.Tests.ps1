BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A diagram' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $suffix = $pipeline.Uuid.Split('_')[-1]
        $code = "@custom`ndef run(*args, **kwargs):`n    return 1`n"
        $first = New-MageBlock -Pipeline $pipeline -Name "first_$suffix" -Type custom -Content $code
        $second = New-MageBlock -Pipeline $pipeline -Name "second_$suffix" -Type custom -Upstream $first.Uuid -Content $code
    }
    AfterAll { Disconnect-TestServer }

    It 'is a tree by default' {
        ConvertTo-MageDiagram -Pipeline $pipeline.Uuid | Should -Match "^$($pipeline.Uuid)`n.. $($first.Uuid)     custom`n   . $($second.Uuid)  custom$"
    }

    It 'is drawn from a pipeline that is piped in' {
        Get-MagePipeline -Uuid $pipeline.Uuid | ConvertTo-MageDiagram -As Mermaid | Should -Match 'b0 --> b1'
    }

    It 'shows how a run went' {
        $run = Invoke-MagePipelineRun -Pipeline $pipeline -Wait -TimeoutSec 120 -PollSec 1
        $run | ConvertTo-MageDiagram | Should -Match "$($second.Uuid) +custom +. completed"
    }

    It 'is a picture that can be read as XML' {
        $svg = [xml](ConvertTo-MageDiagram -Pipeline $pipeline.Uuid -As Svg)
        $svg.DocumentElement.LocalName | Should -Be 'svg'
        $svg.svg.title | Should -Be $pipeline.Uuid
    }
}
