@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # Pester's blocks assign in one scope and use in another.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Internal functions of tests change only what the tests made.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}
