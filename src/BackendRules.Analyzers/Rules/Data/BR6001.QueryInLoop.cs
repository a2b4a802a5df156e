using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6001: a round trip to the database for each item of a loop, here or in a method that the loop calls.</summary>
public sealed class QueryInLoop : Check
{
    internal static readonly Rule Declared = new(
        "BR6001",
        nameof(QueryInLoop),
        "Loops don't query or save once for each item",
        "'{0}' goes to the database once for each '{1}'; {2}",
        Level.Warning)
    {
        Profile = ["DB1", "DB5", "CR4"],
        Cwe = [1073],
        Owasp = ["API4"],
        AtEnd = true,
    };

    private static readonly DiagnosticDescriptor s_through =
        Declared.Saying("'{0}' goes to the database ('{3}') once for each '{1}'; {2}");

    public QueryInLoop()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => Databases.Any(known);

    public override void Start(Watch watch)
    {
        var reach = CallReach.On(watch);
        var calls = new ConcurrentQueue<Through>();
        watch.Operation(OperationKind.Invocation, context => See(context, calls));
        watch.End(context =>
        {
            foreach (var call in calls)
            {
                if (Reached(reach, call.Method) is { } outcome && !(call.WorksForEach && outcome.Kind == OutcomeKind.Write))
                    context.ReportDiagnostic(Diagnostic.Create(s_through, call.Location, call.Method.Name, call.Item, WayOut(outcome.Kind switch
                    {
                        OutcomeKind.Save => DataEffect.Save,
                        OutcomeKind.Write => DataEffect.Write,
                        _ => DataEffect.Query,
                    }), outcome.Name));
            }
        });
    }

    private static Outcome? Reached(CallReach reach, IMethodSymbol method)
    {
        var all = reach.From(method, 2).ToArray();
        if (Array.Exists(all, static one => one.Outcome.Kind is OutcomeKind.Cache or OutcomeKind.Transaction))
            return null;
        return all.Select(static one => one.Outcome).FirstOrDefault(static outcome => outcome.Kind is OutcomeKind.Query or OutcomeKind.Write);
    }

    private static void See(OperationAnalysisContext context, ConcurrentQueue<Through> calls)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        var isOurs = SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, context.Compilation.Assembly);
        // A look at the parents is cheaper than naming the method.
        if (isOurs ? method.MethodKind != MethodKind.Ordinary : !IsInLoop(call))
            return;
        if (isOurs)
        {
            if (Repetition.Around(call) is { } around && !LoopKind.IsDeliberate(around, context.ContainingSymbol) && !OwnsUnit(around) && !DataCall.IsInsideExpression(call) && call.Arguments.Any(argument => around.Binds(argument))
                && !ItemStore.IsChosen(call, around) && !ItemStore.RunsScript(call, around))
                calls.Enqueue(new Through(method, call.Syntax.GetLocation(), Item(around), WorksForEach(call, around)));
            return;
        }

        if (DataCall.Of(call) is not { } data || Repetition.Around(call) is not { } repetition || !Repeats(data, repetition)
            || LoopKind.IsDeliberate(repetition, context.ContainingSymbol) || OwnsUnit(repetition) || DataCall.IsInsideExpression(call)
            || ItemStore.Holds(data, repetition) || ItemStore.RunsScript(call, repetition))
            return;
        if (data.Effect is DataEffect.Save or DataEffect.Write && WorksForEach(call, repetition))
            return;
        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), method.Name, Item(repetition), data.Store switch
        {
            DataStore.Dapper when data.Effect == DataEffect.Write => "pass the whole list as the parameter, or write one statement",
            DataStore.Dapper => "query once with 'IN @ids'",
            DataStore.Redis => "send the keys together, or in a batch",
            DataStore.Mongo when data.Effect == DataEffect.Write => "use 'BulkWriteAsync'",
            DataStore.Dynamo => data.Effect == DataEffect.Write ? "send them in batches, with 'BatchWriteItemAsync' or 'CreateBatchWrite'" : "ask for all keys at once, with 'BatchGetItemAsync' or 'CreateBatchGet'",
            DataStore.AdoNet when data.Effect == DataEffect.Write => "use one statement, a batch or a bulk copy",
            _ => WayOut(data.Effect),
        }));
    }

    private static string WayOut(DataEffect effect) => effect switch
    {
        DataEffect.Save => "save once after the loop",
        DataEffect.Write => "change them with one statement, or in one batch",
        _ => "load them with one query before the loop",
    };

    private static bool IsInLoop(IOperation call)
    {
        for (var current = call.Parent; current is not null; current = current.Parent)
        {
            if (current is ILoopOperation or IAnonymousFunctionOperation)
                return true;
        }

        return false;
    }

    private static bool Repeats(DataCall data, Repetition repetition)
    {
        switch (data.Effect, data.Store)
        {
            case (DataEffect.Save, _):
                return repetition.Variables.Length > 0 && !IsGuarded(data.Call, repetition);
            case (_, DataStore.Redis):
                return repetition.Loop is ILoopOperation && IsWaitedFor(data.Call) && repetition.Binds(data.Call);
            // Queries and updates can't be sent in a batch.
            case (_, DataStore.Dynamo) when data.Call.TargetMethod.Name is not ("GetItemAsync" or "LoadAsync" or "PutItemAsync" or "SaveAsync" or "DeleteItemAsync" or "DeleteAsync"):
                return false;
            case (_, DataStore.AdoNet):
                return repetition.Binds(data.Call) || SetsParameters(data, repetition);
            default:
                return repetition.Binds(data.Call);
        }
    }

    /// <summary>Items that are saved each in its own <c>try</c>, or now and then, are saved so on purpose.</summary>
    private static bool IsGuarded(IOperation call, Repetition repetition)
    {
        for (var current = call.Parent; current is not null && current != repetition.Body; current = current.Parent)
        {
            if (current is ITryOperation { Catches.Length: > 0 })
                return true;
            if (current is IConditionalOperation { Condition: var condition } && condition.DescendantsAndSelf().Any(static o => o is IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder or BinaryOperatorKind.GreaterThanOrEqual }))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether each round first awaits work of another kind, a message sent or another service asked: its outcome is then written down item by item, so
    /// that a crash repeats little of it.
    /// </summary>
    private static bool WorksForEach(IInvocationOperation write, Repetition repetition)
    {
        foreach (var inner in repetition.Body.Descendants())
        {
            if (inner is IAwaitOperation { Operation: IInvocationOperation call } && call.Syntax.Span.End <= write.Syntax.SpanStart
                && !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, write.SemanticModel?.Compilation.Assembly)
                && DataCall.Of(call) is null && !IsPlumbing(call.TargetMethod.ContainingNamespace?.ToDisplayString() ?? ""))
                return true;
        }

        return false;
    }

    private static bool IsPlumbing(string space) =>
        space.StartsWith("System.Threading", StringComparison.Ordinal) || space.StartsWith("System.Data", StringComparison.Ordinal) || space.StartsWith("System.Linq", StringComparison.Ordinal)
        || space.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || space.StartsWith("Dapper", StringComparison.Ordinal) || space.StartsWith("Npgsql", StringComparison.Ordinal);

    /// <summary>Commands without an answer yet are pipelined by the client.</summary>
    private static bool IsWaitedFor(IInvocationOperation call) =>
        !call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal) || call.Parent is IAwaitOperation;

    private static bool SetsParameters(DataCall data, Repetition repetition)
    {
        if (LocalValues.Named(data.On) is not { } command)
            return false;
        foreach (var inner in repetition.Body.Descendants())
        {
            if (inner is IExpressionStatementOperation && LocalValues.Mentions(inner, command) && repetition.Binds(inner))
                return true;
        }

        return false;
    }

    /// <summary>Each round has a scope, a context or a transaction of its own.</summary>
    private static bool OwnsUnit(Repetition repetition)
    {
        foreach (var inner in repetition.Body.Descendants())
        {
            if (inner is IInvocationOperation { TargetMethod.Name: "CreateScope" or "CreateAsyncScope" or "CreateDbContext" or "CreateDbContextAsync" or "BeginTransaction" or "BeginTransactionAsync" })
                return true;
        }

        return false;
    }

    private static string Item(Repetition repetition) => repetition.Variables.IsEmpty ? "round" : repetition.Variables[0].Name;

    /// <summary>A call in a loop whose effect is known when all bodies have been read.</summary>
    private readonly record struct Through(IMethodSymbol Method, Location Location, string Item, bool WorksForEach);
}
