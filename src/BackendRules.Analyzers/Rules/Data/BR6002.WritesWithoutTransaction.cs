using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6002: a method that writes twice, each in a transaction of its own.</summary>
public sealed class WritesWithoutTransaction : Check
{
    internal static readonly Rule Declared = new(
        "BR6002",
        nameof(WritesWithoutTransaction),
        "Writes that belong together share a transaction",
        "'{0}' is the second write through '{1}' without a transaction: a failure between them leaves half of the change; {2}",
        Level.Warning)
    {
        Profile = ["DB2"],
        Asvs = ["2.3.3"],
        AtEnd = true,
    };

    private static readonly DiagnosticDescriptor s_apart = Declared.Saying(
        "'{0}' commits by itself, and so did '{1}' before it: a failure between them leaves half of the change; {2}");

    /// <summary>The property of a finding whose writes are in other methods, where nothing can be opened around them for sure.</summary>
    internal const string Apart = "apart";

    public WritesWithoutTransaction()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => Databases.Any(known);

    public override void Start(Watch watch)
    {
        var commits = new Commits(watch);
        watch.Body(context => See(context, commits));
        watch.End(context =>
        {
            foreach (var (first, second) in commits.Apart(context.CancellationToken))
            {
                context.ReportDiagnostic(Diagnostic.Create(s_apart, second.Place, [first.Place], ImmutableDictionary<string, string?>.Empty.Add(Apart, ""), second.Name, first.Name, second.Store switch
                {
                    DataStore.EntityFramework => "let them share a context and save once, or open a transaction around both",
                    DataStore.Mongo => "hand both a session and use 'WithTransactionAsync'",
                    DataStore.Dynamo => "send both with one 'TransactWriteItemsAsync'",
                    _ => "open a transaction around both and hand it to them",
                }));
            }
        });
    }

    private static void See(OperationBlockAnalysisContext context, Commits commits)
    {
        commits.See(context);
        if (context.OwningSymbol is not (IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } or IFieldSymbol) || LoopKind.IsSetup(context.OwningSymbol))
        {
            if (context.OwningSymbol is not IMethodSymbol { Name: "<Main>$" })
                return;
        }

        foreach (var block in context.OperationBlocks)
            Each(context, block);
    }

    /// <summary>The body itself, and each handler and local function inside it as a body of its own.</summary>
    private static void Each(OperationBlockAnalysisContext context, IOperation body)
    {
        var all = ImmutableArray.Create(body);
        var groups = WriteGroup.Of(all);
        foreach (var group in groups)
        {
            if (Second(group) is not { } second || TransactionCover.In(all, context.OwningSymbol) || TransactionCover.ByCaller(context.OwningSymbol, context.CancellationToken) || WriteOrder.IsRepair(second.Call) || EnvironmentGate.Covers(second.Call)
                || AmbientTransaction.Exists(context.Compilation, context.CancellationToken))
                continue;
            var writes = group.Writes.Where(write => WriteOrder.SameFunction(write.Call, second.Call)).Select(static write => write.Call.Syntax.GetLocation());
            context.ReportDiagnostic(Diagnostic.Create(Declared.Descriptor, second.Call.Syntax.GetLocation(), writes, second.Call.TargetMethod.Name, group.On.Name, group.Store switch
            {
                DataStore.EntityFramework when second.Effect == DataEffect.Save => "save once at the end, or open a transaction around both",
                DataStore.Mongo => "use a session with 'WithTransactionAsync'",
                DataStore.Dynamo => "send them with one 'TransactWriteItemsAsync'",
                _ => "open one with 'BeginTransactionAsync' and commit it at the end",
            }));
        }
    }

    /// <summary>The first write that can follow another one of its group on the same path and in the same function.</summary>
    private static DataCall? Second(WriteGroup group)
    {
        for (var i = 1; i < group.Writes.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (first, second) = (group.Writes[j], group.Writes[i]);
                if (WriteOrder.SameFunction(first.Call, second.Call) && WriteOrder.CanFollow(first.Call, second.Call) && !IsSafe(first, second))
                    return second;
            }
        }

        return null;
    }

    /// <summary>Writes whose order or loss harms nobody: two updates of bookkeeping, and statements that carry their own transaction.</summary>
    private static bool IsSafe(DataCall first, DataCall second) =>
        Bookkeeping.Takes(first) || Bookkeeping.Takes(second) || OwnsTransaction(first) || OwnsTransaction(second) || IsMaintenance(first) || IsMaintenance(second)
        || WriteOrder.HasRemoteCallBetween(first.Call, second.Call) || WriteOrder.IsElse(first.Call, second.Call) || MarksProgress(first, second);

    private static readonly Regex s_progress = new("stat(e|us)|phase|progress|attempt|started|finished|completed|locked|claimed|running|processed", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>A first save that only says what is going on, before the work that it announces: others are meant to see it.</summary>
    private static bool MarksProgress(DataCall first, DataCall second)
    {
        if (first.Effect != DataEffect.Save || second.Effect != DataEffect.Save)
            return false;
        var (marks, works) = (0, false);
        foreach (var operation in LocalValues.Root(first.Call).Descendants())
        {
            var at = operation.Syntax.SpanStart;
            if (at < first.Call.Syntax.SpanStart)
            {
                if (operation is IInvocationOperation call && Outcome.Of(call) is { Kind: OutcomeKind.Mark })
                    return false;
                if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property, Instance: not null and not IInstanceReferenceOperation } } assignment && assignment.Parent is IExpressionStatementOperation)
                {
                    if (!s_progress.IsMatch(property.Name))
                        return false;
                    marks++;
                }
            }
            else if (at > first.Call.Syntax.Span.End && at < second.Call.Syntax.SpanStart)
            {
                works |= operation is IAwaitOperation { Operation: IInvocationOperation awaited } && DataCall.Of(awaited) is null;
            }
        }

        return marks > 0 && works;
    }

    private static bool OwnsTransaction(DataCall data) =>
        data.Sql is { } sql && sql.Statements.Any(static s => s.Verb is "EXEC" or "EXECUTE" or "CALL")
        || data.Call.Arguments.Any(static a => !a.IsImplicit && a.Parameter is { Name: "transaction" or "session" } && a.Value.ConstantValue is not { HasValue: true, Value: null });

    /// <summary>Session settings and schema statements aren't writes of data.</summary>
    private static bool IsMaintenance(DataCall data) =>
        data.Sql is { Statements.Count: > 0 } sql && !sql.Writes || data is { Store: DataStore.AdoNet, Sql: null };
}
