using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6010: two operations at once on one context, which can do one at a time.</summary>
public sealed class SharedContext : Check
{
    internal static readonly Rule Declared = new(
        "BR6010",
        nameof(SharedContext),
        "A context does one thing at a time",
        "'{0}' runs several operations of '{1}' at once, and a context allows only one: it throws, or mixes their data up; await them one after another, or give each a context of an 'IDbContextFactory'",
        Level.Warning)
    {
        Profile = ["DB5", "DB6"],
        Cwe = [362],
    };

    private static readonly DiagnosticDescriptor s_early = Declared.Saying(
        "'{0}' starts while '{1}' isn't awaited yet, and their context allows one operation at a time: it throws, or mixes their data up; await '{1}' first, or give each a context of an 'IDbContextFactory'");

    private static readonly Members s_together = new(
        "System.Threading.Tasks.Task.WhenAll", "System.Threading.Tasks.Parallel.{ForEachAsync,ForEach,For,ForAsync,Invoke}", "System.Linq.ParallelEnumerable.{ForAll,Select,Where}");

    public SharedContext()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbContext");

    public override void Start(Watch watch)
    {
        watch.Call(s_together, Together);
        watch.Operation(OperationKind.VariableDeclarator, Started);
    }

    private static void Together(OperationAnalysisContext context, IInvocationOperation call)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var (shared, repeats) in call.Arguments.SelectMany(static argument => ContextUse.Of(argument.Value)))
        {
            if (seen.Add(shared) && !repeats)
                continue;
            context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.ContainingType.Name + "." + call.TargetMethod.Name, shared.Name));
            return;
        }
    }

    /// <summary>A task that is kept, and another operation of its context that is awaited before it is.</summary>
    private static void Started(OperationAnalysisContext context)
    {
        var kept = (IVariableDeclaratorOperation)context.Operation;
        if (kept.GetVariableInitializer()?.Value is not { } value || LocalValues.Bare(value) is not IInvocationOperation first || !first.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal)
            || kept.Symbol.Type is not INamedTypeSymbol { Name: "Task" or "ValueTask" } || ContextUse.Holder(first) is not { } holder || kept.Parent?.Parent is not { Parent: IBlockOperation block } statement)
            return;
        foreach (var next in block.Operations.SkipWhile(one => one != statement).Skip(1))
        {
            if (LocalValues.Mentions(next, kept.Symbol))
                return;
            foreach (var operation in FunctionBody.Own(next))
            {
                if (operation is not IAwaitOperation { Operation: IInvocationOperation second } || !SymbolEqualityComparer.Default.Equals(ContextUse.Holder(second), holder))
                    continue;
                context.ReportDiagnostic(Diagnostic.Create(s_early, second.Syntax.GetLocation(), second.TargetMethod.Name, kept.Symbol.Name));
                return;
            }
        }
    }
}
