using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Build;

/// <summary>The zero: one analyzer that looks at every call and does nothing, which makes the driver build the operations that all others share.</summary>
#pragma warning disable RS1001, RS1026, RS1036 // Measured, never shipped.
internal sealed class EmptyAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_nothing = new("ZERO", "Nothing", "Nothing", "Bench", DiagnosticSeverity.Hidden, true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(s_nothing);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(static _ => { }, OperationKind.Invocation);
    }
}

/// <summary>Hosts one check alone, to tell what each rule costs.</summary>
internal sealed class SingleRule(Check check) : BackendAnalyzer(ImmutableArray.Create(check));
#pragma warning restore RS1001, RS1026, RS1036
