using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Build;

/// <summary>The zero: one analyzer that looks at every call and does nothing, which makes the driver build the operations that all others share.</summary>
#pragma warning disable RS1001, RS1025, RS1026, RS1036 // Measured, never shipped.
internal class EmptyAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_nothing = new("ZERO", "Nothing", "Nothing", "Bench", DiagnosticSeverity.Hidden, true);

    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(s_nothing);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(static _ => { }, OperationKind.Invocation);
    }
}

/// <summary>The measure for the flow engine: it asks for the graph of every body, which every engine of its kind must, and does nothing with it. The zero is part of it.</summary>
internal sealed class GraphAnalyzer : EmptyAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        base.Initialize(context);
        context.RegisterOperationBlockAction(static context =>
        {
            foreach (var block in context.OperationBlocks)
            {
                // Attributes and default values have no graph.
                if (block is IBlockOperation or IFieldInitializerOperation or IPropertyInitializerOperation)
                    context.GetControlFlowGraph(block);
            }
        });
    }
}

/// <summary>Hosts some checks alone, to tell what they cost.</summary>
internal sealed class SingleHost(IEnumerable<Check> checks) : BackendAnalyzer(checks.ToImmutableArray());
#pragma warning restore RS1001, RS1025, RS1026, RS1036
