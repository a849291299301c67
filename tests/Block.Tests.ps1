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
}
