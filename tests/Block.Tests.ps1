BeforeAll { . "$PSScriptRoot/common.ps1" }

Describe 'A block' {
    BeforeAll {
        Connect-TestServer
        $pipeline = New-TestPipeline
        $suffix = $pipeline.Uuid.Split('_')[-1]
        $load = New-MageBlock -Pipeline $pipeline -Name "load_$suffix" -Type data_loader
        $store = $load | ForEach-Object { New-MageBlock -Pipeline $pipeline -Name "store_$suffix" -Type data_exporter -Upstream $_.Uuid }
    }
    AfterAll { Disconnect-TestServer }

    It 'stands below the one it takes its input from' {
        $store.UpstreamBlocks | Should -Be $load.Uuid
        (Get-MageBlock -Pipeline $pipeline).Uuid | Should -Be $load.Uuid, $store.Uuid
    }

    It 'gives its code where it is asked for' {
        (Get-MageBlock -Pipeline $pipeline -Uuid $load.Uuid -Content).Content | Should -Match 'data_loader'
    }

    It 'is shown with its neighbours' {
        Get-MageBlock -Pipeline $pipeline | Out-String -Width 120 | Should -Match "$($load.Uuid) . $($store.Uuid)"
    }

    It 'gets new code, and has it afterwards' {
        $load | Set-MageBlock -Content "# new code`n" -Color teal
        $changed = Get-MageBlock -Pipeline $pipeline -Uuid $load.Uuid -Content
        $changed.Content | Should -Be "# new code`n"
        $changed.Color | Should -Be 'teal'
    }

    It 'that others depend on goes by -Force only, and -WhatIf leaves it' {
        $extra = New-MageBlock -Pipeline $pipeline -Name "extra_$suffix" -Type transformer -Upstream $store.Uuid
        $last = New-MageBlock -Pipeline $pipeline -Name "last_$suffix" -Type data_exporter -Upstream $extra.Uuid
        { $extra | Remove-MageBlock -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'BlockHasDependents,*'
        $extra | Remove-MageBlock -Force -WhatIf
        $extra | Remove-MageBlock -Force -Confirm:$false
        (Get-MageBlock -Pipeline $pipeline -Uuid $last.Uuid).UpstreamBlocks | Should -Be $store.Uuid
        $last | Remove-MageBlock -Confirm:$false
    }
}
