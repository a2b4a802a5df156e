using System.Collections.Immutable;
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

    /// <summary>The property that carries the name of the asynchronous overload to its fix.</summary>
    internal const string Overload = "overload";

    /// <summary>The property that says that the overload takes a cancellation token after the arguments.</summary>
    internal const string Token = "token";

    private static readonly DiagnosticDescriptor s_constructor =
        Declared.Saying("'{0}' blocks while an object that serves requests is constructed; load it before the host starts, or in an asynchronous factory", Level.Info);

    private static readonly Members s_waits = new(
        "System.Threading.Tasks.Task.{Wait,WaitAll,WaitAny}", "System.Threading.Thread.Sleep",
        "System.Runtime.CompilerServices.TaskAwaiter.GetResult", "System.Runtime.CompilerServices.TaskAwaiter`1.GetResult",
        "System.Runtime.CompilerServices.ValueTaskAwaiter.GetResult", "System.Runtime.CompilerServices.ValueTaskAwaiter`1.GetResult",
        "System.Runtime.CompilerServices.ConfiguredTaskAwaitable+ConfiguredTaskAwaiter.GetResult",
        "System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1+ConfiguredTaskAwaiter.GetResult");

    /// <summary>The waits that CA1849 of the SDK knows too.</summary>
    private static readonly Members s_known = new(
        "System.Threading.Tasks.Task.{Wait,WaitAny}", "System.Threading.Tasks.Task`1.Result", "System.Threading.Thread.Sleep", "System.Runtime.CompilerServices.TaskAwaiter.GetResult");

    public BlockingWait()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        watch.Call(s_waits, static (context, call) => See(context, call, call.TargetMethod, Task(call)));
        watch.Call(AsyncOverload.Synchronous, Overloaded);
        watch.Operation(OperationKind.PropertyReference, static context =>
        {
            var reference = (IPropertyReferenceOperation)context.Operation;
            if (reference.Property is { Name: "Result" } property && property.ContainingType is { } type
                && (type.Is("System.Threading.Tasks.Task`1") || type.Is("System.Threading.Tasks.ValueTask`1")))
                See(context, reference, property, reference.Instance);
        });
    }

    /// <summary>The task that a call waits for.</summary>
    private static IOperation? Task(IInvocationOperation call)
    {
        if (call.TargetMethod.Name != "GetResult")
            return call.TargetMethod.IsStatic ? null : call.Instance;
        var awaiter = call.Instance is { } instance ? LocalValues.Resolve(instance) : null;
        var task = (awaiter as IInvocationOperation)?.Instance;
        return task is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured ? configured.Instance : task;
    }

    private static void See(OperationAnalysisContext context, IOperation operation, ISymbol member, IOperation? task)
    {
        if (task is not null && FinishedTask.Is(task) || IsDisposal(context.ContainingSymbol))
            return;
        var reach = RequestReach.Of(context.Compilation, context.CancellationToken);
        if (context.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
        {
            if (reach.Contains(constructor.ContainingType) && !IsInLambda(operation))
                context.ReportDiagnostic(Diagnostic.Create(s_constructor, operation.Syntax.GetLocation(), member.Name));
            return;
        }

        if (!reach.Contains(operation, context.ContainingSymbol) || IsZeroSleep(operation) || s_known.Contain(member) && IsLeftToSdk(context))
            return;
        context.ReportDiagnostic(Declared.At(operation.Syntax.GetLocation(), member.Name, member.Name switch
        {
            _ when IsLocked(operation) => "inside 'lock' every other caller waits too; take a 'SemaphoreSlim' and await",
            "Sleep" => "use 'await Task.Delay'",
            "WaitAll" => "use 'await Task.WhenAll'",
            "WaitAny" => "use 'await Task.WhenAny'",
            _ => "await the task",
        }));
    }

    private static void Overloaded(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (!AsyncBody.Possible(call, context.ContainingSymbol)
            || !RequestReach.Of(context.Compilation, context.CancellationToken).Contains(call, context.ContainingSymbol)
            || AsyncOverload.Of(call) is not { } better || IsChosen(call, better.Name))
            return;
        // A library that is synchronous throughout is a design, not a slip.
        if (context.ContainingSymbol is IMethodSymbol { IsAsync: false } method && !AsyncBody.IsAwaitable(method.ReturnType) && RequestReach.Of(context.Compilation, context.CancellationToken).Infers(method.ContainingType))
            return;
        if (SymbolEqualityComparer.Default.Equals(better.ContainingType, call.TargetMethod.ContainingType) && IsLeftToSdk(context))
            return;
        var properties = ImmutableDictionary<string, string?>.Empty.Add(Overload, better.Name);
        if (AsyncOverload.TakesToken(better) && !AsyncOverload.TakesToken(call.TargetMethod))
            properties = properties.Add(Token, "");
        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), properties, call.TargetMethod.Name, $"await '{better.Name}'"));
    }

    /// <summary>A synchronous end of a service can only wait, and most come when the host stops.</summary>
    private static bool IsDisposal(ISymbol member) => member is IMethodSymbol { ReturnsVoid: true, Name: var name } && (name.StartsWith("Dispose", StringComparison.Ordinal) || name == "System.IDisposable.Dispose");

    /// <summary>One body for both: <c>async ? await query.ToListAsync() : query.ToList()</c>.</summary>
    private static bool IsChosen(IInvocationOperation call, string twin)
    {
        for (IOperation current = call; current.Parent is { } parent && parent is not (IAnonymousFunctionOperation or ILocalFunctionOperation); current = parent)
        {
            if (parent is IConditionalOperation choice && current != choice.Condition && choice.Condition.DescendantsAndSelf().Any(static o => o is IParameterReferenceOperation { Type.SpecialType: SpecialType.System_Boolean }))
                return (current == choice.WhenTrue ? choice.WhenFalse : choice.WhenTrue)?.DescendantsAndSelf().Any(o => o is IAwaitOperation awaited && awaited.Descendants().Any(one => one is IInvocationOperation other && other.TargetMethod.Name == twin)) == true;
        }

        return false;
    }

    /// <summary>In functions that return a task CA1849 says the same, where somebody raised it.</summary>
    private static bool IsLeftToSdk(OperationAnalysisContext context)
    {
        var function = FunctionBody.Around(context.Operation) switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            ILocalFunctionOperation local => local.Symbol,
            _ => context.ContainingSymbol as IMethodSymbol,
        };
        return function is not null && (AsyncBody.IsAwaitable(function.ReturnType) || function.ReturnType.Name == "IAsyncEnumerable") && SdkRule.Speaks("CA1849", context);
    }

    private static bool IsLocked(IOperation operation)
    {
        for (var current = operation.Parent; current is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); current = current.Parent)
        {
            if (current is ILockOperation)
                return true;
        }

        return false;
    }

    private static bool IsInLambda(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return true;
        }

        return false;
    }

    private static bool IsZeroSleep(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "Sleep", Arguments.Length: 1 } sleep && sleep.Arguments[0].Value.ConstantValue is { HasValue: true, Value: 0 };
}
