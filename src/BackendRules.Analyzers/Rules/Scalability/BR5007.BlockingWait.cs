using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR5007: a call that holds a thread-pool thread while a caller waits.</summary>
public sealed class BlockingWait : Check
{
    internal static readonly Rule Declared = new(
        "BR5007",
        nameof(BlockingWait),
        "Code that serves a request awaits instead of blocking",
        "'{0}' blocks the thread that serves the request; {1}",
        Level.Warning)
    {
        Profile = ["CR4"],
        Cwe = [1088],
        Owasp = ["API4"],
    };

    private static readonly Members s_waits = new(
        "System.Threading.Tasks.Task.{Wait,WaitAll,WaitAny}", "System.Threading.Thread.Sleep",
        "System.Runtime.CompilerServices.TaskAwaiter.GetResult", "System.Runtime.CompilerServices.TaskAwaiter`1.GetResult",
        "System.Runtime.CompilerServices.ValueTaskAwaiter.GetResult", "System.Runtime.CompilerServices.ValueTaskAwaiter`1.GetResult",
        "System.Runtime.CompilerServices.ConfiguredTaskAwaitable+ConfiguredTaskAwaiter.GetResult",
        "System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1+ConfiguredTaskAwaiter.GetResult");

    public BlockingWait()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Call(s_waits, static (context, call) => See(context, call, call.TargetMethod));
        watch.Operation(OperationKind.PropertyReference, static context =>
        {
            var reference = (IPropertyReferenceOperation)context.Operation;
            if (reference.Property is { Name: "Result" } property && property.ContainingType is { } type
                && (type.Is("System.Threading.Tasks.Task`1") || type.Is("System.Threading.Tasks.ValueTask`1")))
                See(context, reference, property);
        });
    }

    private static void See(OperationAnalysisContext context, IOperation operation, ISymbol member)
    {
        if (!RequestReach.Of(context.Compilation, context.CancellationToken).Contains(operation, context.ContainingSymbol))
            return;
        context.ReportDiagnostic(Declared.At(operation.Syntax.GetLocation(), member.Name, member.Name == "Sleep" ? "use 'await Task.Delay'" : "await the task"));
    }
}
