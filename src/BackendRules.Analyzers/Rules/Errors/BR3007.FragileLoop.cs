using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR3007: a background loop that the first exception ends.</summary>
public sealed class FragileLoop : Check
{
    internal static readonly Rule Declared = new(
        "BR3007",
        nameof(FragileLoop),
        "A background loop survives a failure of one round",
        "The first exception in '{0}' ends this loop, and by default the whole host; catch, log and go on inside the loop",
        Level.Warning)
    {
        Profile = ["CR2"],
        Cwe = [248],
        Owasp = ["API8"],
    };

    private static readonly string[] s_waits = ["Delay", "WaitForNextTickAsync", "Yield", "WaitToReadAsync", "WaitAsync", "ConfigureAwait", "WhenAny", "DisposeAsync", "CompletedTask", "StopAsync"];

    public FragileLoop()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.Extensions.Hosting.BackgroundService");

    public override void Start(Watch watch) => watch.Operation(OperationKind.Loop, static context =>
    {
        var loop = (ILoopOperation)context.Operation;
        if (context.ContainingSymbol is not IMethodSymbol method || !method.ContainingType.IsOrInherits("Microsoft.Extensions.Hosting.BackgroundService")
            || !IsEndless(loop) || method.Name != "ExecuteAsync" && !TakesToken(method) || IsInside(loop))
            return;
        if (Unguarded(loop, context.CancellationToken) is { } call)
            context.ReportDiagnostic(Declared.At(loop.Syntax.GetFirstToken().GetLocation(), call.TargetMethod.Name));
    });

    private static bool TakesToken(IMethodSymbol method) =>
        method.Parameters.Any(static p => p.Type.Is("System.Threading.CancellationToken")) && method.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected;

    /// <summary>Until the host stops, until a timer or a channel ends.</summary>
    private static bool IsEndless(ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation { Condition: { } condition } => condition.ConstantValue is { HasValue: true, Value: true } || condition.DescendantsAndSelf().Any(static o =>
            o is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } or IInvocationOperation { TargetMethod.Name: "WaitForNextTickAsync" or "WaitToReadAsync" }),
        IForLoopOperation { Condition: null } => true,
        IForEachLoopOperation { IsAsynchronous: true } each => each.Collection.DescendantsAndSelf().Any(static o => o is IInvocationOperation { TargetMethod.Name: "ReadAllAsync" }),
        _ => false,
    };

    /// <summary>Another endless loop around it, or a lambda, which has an owner of its own.</summary>
    private static bool IsInside(ILoopOperation loop)
    {
        for (var parent = loop.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation || parent is ILoopOperation outer && IsEndless(outer))
                return true;
        }

        return false;
    }

    private static IInvocationOperation? Unguarded(ILoopOperation loop, CancellationToken cancellation)
    {
        foreach (var operation in loop.Body.Descendants())
        {
            if (operation is IAwaitOperation awaited && Called(awaited) is { } call && Array.IndexOf(s_waits, call.TargetMethod.Name) < 0
                && !IsGuarded(awaited, loop) && !DetachedWork.LooksAfterItself(call, cancellation))
                return call;
        }

        return null;
    }

    private static IInvocationOperation? Called(IAwaitOperation awaited)
    {
        var operation = LocalValues.Bare(awaited.Operation);
        while (operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } instance })
            operation = LocalValues.Bare(instance);
        return operation as IInvocationOperation;
    }

    /// <summary>A try statement between the call and the loop catches more than cancellation; or the function around the call is only defined here.</summary>
    private static bool IsGuarded(IOperation operation, ILoopOperation loop)
    {
        for (IOperation current = operation; current != loop && current.Parent is { } parent; current = parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return true;
            if (parent is ITryOperation { Catches: { IsEmpty: false } catches } attempt && attempt.Body == current && catches.Any(static clause => !clause.ExceptionType.IsOrInherits("System.OperationCanceledException")))
                return true;
            if (parent is ICatchClauseOperation)
                return true;
        }

        return false;
    }
}
