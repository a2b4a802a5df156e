using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR5005: code looks, and acts on what it saw when that may have changed.</summary>
public sealed class CheckThenAct : Check
{
    internal static readonly Rule Declared = new(
        "BR5005",
        nameof(CheckThenAct),
        "Two requests at once do no harm",
        "'{0}' looks whether a '{1}' exists and then adds one, and two requests at once both add; put a unique index on it and handle the violation",
        Level.Info)
    {
        Profile = ["CR5", "DB2"],
        Cwe = [367, 362],
        Asvs = ["15.4.2", "2.3.4"],
    };

    private static readonly DiagnosticDescriptor s_counter = Declared.Saying("'{0}' is read, changed and written back, and of two requests at once one is lost; change it in the database with 'ExecuteUpdateAsync', or give '{1}' a concurrency token");

    private static readonly DiagnosticDescriptor s_redis = Declared.Saying("'{0}' writes back a number that was read before, and of two requests at once one is lost; let the store count with '{1}'");

    private static readonly HashSet<string> s_counters = new(StringComparer.OrdinalIgnoreCase) { "Stock", "Balance", "Quantity", "Available", "AvailableStock", "QuantityInStock", "StockQuantity", "Credits", "Points", "Remaining", "Seats", "AvailableSeats", "Counter", "Likes", "Views", "Votes", "UsageCount", "Inventory" };

    private static readonly string[] s_looks = ["AnyAsync", "Any", "FirstOrDefaultAsync", "FirstOrDefault", "SingleOrDefaultAsync", "SingleOrDefault", "CountAsync", "Count"];

    private static readonly Fact<object> s_tokens = new(static (compilation, cancellation) => compilation.SyntaxTrees.Any(tree => tree.GetText(cancellation).ToString() is var text
        && (text.Contains("[Timestamp]") || text.Contains("[ConcurrencyCheck]") || text.Contains("IsRowVersion") || text.Contains("IsConcurrencyToken") || text.Contains("UseXminAsConcurrencyToken"))));

    public CheckThenAct()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbSet`1") || known.Has("Dapper.SqlMapper") || known.Has("MongoDB.Driver.IMongoCollection`1") || known.Has("StackExchange.Redis.IDatabase");

    public override void Start(Watch watch) => watch.Body(context =>
    {
        if (context.OwningSymbol is not IMethodSymbol method)
            return;
        foreach (var block in context.OperationBlocks)
        {
            if (!Stores(block) || LoopKind.IsSetup(method))
                continue;
            Look(context, block);
            foreach (var inner in block.Descendants())
            {
                if (inner is IAnonymousFunctionOperation or ILocalFunctionOperation)
                    Look(context, inner);
            }
        }
    });

    /// <summary>Whether a body goes to a store at all: most don't, and are looked at no further.</summary>
    private static bool Stores(IOperation block)
    {
        var body = MemberBody.Of(block);
        return body.Data.Count > 0 || body.Calls.Any(static call => call.TargetMethod.Name is "SaveChanges" or "SaveChangesAsync");
    }

    private static void Look(OperationBlockAnalysisContext context, IOperation body)
    {
        foreach (var (look, subject) in StatementPair.In(body))
        {
            if (Decides(look, body) && !Guards(body) && RequestReach.Of(context.Compilation, context.CancellationToken).Contains(look, context.OwningSymbol)
                && !TransactionCover.In(System.Collections.Immutable.ImmutableArray.Create(body), context.OwningSymbol) && !AmbientTransaction.Exists(context.Compilation, context.CancellationToken)
                && !UniqueMembers.Decide(look, context.Compilation, context.CancellationToken))
                context.ReportDiagnostic(Declared.At(look.Syntax.GetLocation(), look.TargetMethod.Name, subject));
        }

        foreach (var data in MemberBody.Of(body).Data)
        {
            if (data is { Store: DataStore.Redis, Effect: DataEffect.Write } && RedisKey.Is(data.Call, "StringSet") && FunctionBody.IsOwn(data.Call, body) && Counts(data.Call) && RequestReach.Of(context.Compilation, context.CancellationToken).Contains(data.Call, context.OwningSymbol))
                context.ReportDiagnostic(Diagnostic.Create(s_redis, CallPlace.Of(data.Call), data.Call.TargetMethod.Name, data.Call.TargetMethod.Name.Replace("Set", "Increment")));
        }

        IInvocationOperation? save = null;
        foreach (var call in MemberBody.Of(body).Calls)
        {
            if (call.TargetMethod.Name is "SaveChanges" or "SaveChangesAsync" && FunctionBody.IsOwn(call, body))
                save = call;
        }

        if (save is null || !RequestReach.Of(context.Compilation, context.CancellationToken).Contains(save, context.OwningSymbol) || Guards(body)
            || TransactionCover.In(System.Collections.Immutable.ImmutableArray.Create(body), context.OwningSymbol) || AmbientTransaction.Exists(context.Compilation, context.CancellationToken))
            return;
        foreach (var inner in FunctionBody.Own(body))
        {
            if (inner is IInvocationOperation look && look.Syntax.SpanStart < save.Syntax.SpanStart && Array.IndexOf(s_looks, look.TargetMethod.Name) >= 0 && Decides(look, body) && EfQuery.Of(EfQuery.Source(look)) is { } query && Filters(look, query) && Adds(body, query.Entity, look)
                && !UniqueMembers.Decide(look, context.Compilation, context.CancellationToken))
                context.ReportDiagnostic(Declared.At(look.Syntax.GetLocation(), look.TargetMethod.Name, query.Entity.Name));
            if (inner is ICompoundAssignmentOperation or IIncrementOrDecrementOperation or ISimpleAssignmentOperation && Counter(inner) is { } counter && Entities.Of(context.Compilation, context.CancellationToken).Contains(counter.ContainingType) && !(bool)s_tokens.Of(context.Compilation, context.CancellationToken))
                context.ReportDiagnostic(Diagnostic.Create(s_counter, inner.Syntax.GetLocation(), counter.Name, counter.ContainingType.Name));
        }
    }

    /// <summary>Whether a value of Redis is made by arithmetic from what the same key held.</summary>
    private static bool Counts(IInvocationOperation set)
    {
        if (set.Arguments.Any(static argument => argument.Parameter?.Name == "when" && argument.ArgumentKind != ArgumentKind.DefaultValue) || set.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "value")?.Value is not { } value)
            return false;
        return LocalValues.Resolve(value).DescendantsAndSelf().OfType<IBinaryOperation>().Where(static sum => sum.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract && sum.Type?.SpecialType != SpecialType.System_String)
            .SelectMany(static sum => sum.Descendants()).OfType<ILocalReferenceOperation>()
            .Any(local => LocalValues.Only(local)?.DescendantsAndSelf().Any(inner => inner is IInvocationOperation get && RedisKey.Is(get, "StringGet") && RedisKey.Of(get) == RedisKey.Of(set)) == true);
    }

    private static IPropertySymbol? Counter(IOperation change)
    {
        var target = change switch
        {
            ICompoundAssignmentOperation compound => compound.Target,
            IIncrementOrDecrementOperation step => step.Target,
            // stock = stock - n is the same in other words.
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var written } same } assignment when LocalValues.Bare(assignment.Value) is IBinaryOperation sum && LocalValues.Mentions(sum, written) => same,
            _ => null,
        };
        return target is IPropertyReferenceOperation { Property: { } property } && s_counters.Contains(property.Name) ? property : null;
    }

    /// <summary>A conflict that the database reports is expected and handled.</summary>
    private static bool Guards(IOperation body) => FunctionBody.Own(body).Any(static inner => inner is ICatchClauseOperation { ExceptionType: { } type } && type.Name is "DbUpdateException" or "DbUpdateConcurrencyException" or "SqlException" or "PostgresException" or "NpgsqlException" or "MySqlException" or "SqliteException" or "DbException" or "UniqueConstraintException"
        or "MongoWriteException" or "MongoDuplicateKeyException");

    private static bool Filters(IInvocationOperation look, EfQuery query) => query.Has("Where") || look.Arguments.Any(static argument => argument.Parameter?.Name == "predicate");

    /// <summary>Whether the look decides a branch, itself or by the local that keeps what it saw.</summary>
    private static bool Decides(IInvocationOperation look, IOperation body)
    {
        for (IOperation? child = look, current = look.Parent; current is not null; child = current, current = current.Parent)
        {
            if (current is IConditionalOperation choice)
                return choice.Condition == child;
            if (current is IVariableDeclaratorOperation { Symbol: var local })
                return FunctionBody.Own(body).Any(inner => inner is IConditionalOperation { Condition: { } condition } && LocalValues.Mentions(condition, local));
            if (current is IBlockOperation or IAnonymousFunctionOperation)
                return false;
        }

        return false;
    }

    private static bool Adds(IOperation body, ITypeSymbol entity, IInvocationOperation look) => FunctionBody.Own(body).Any(inner =>
        inner is IInvocationOperation { TargetMethod.Name: "Add" or "AddAsync" } add && add.Syntax.SpanStart > look.Syntax.SpanStart
        && (EfQuery.IsSet(add.Instance?.Type) || add.Instance?.Type.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext") == true)
        && add.Arguments.FirstOrDefault()?.Value is { } added && SymbolEqualityComparer.Default.Equals(LocalValues.Bare(added).Type?.WithNullableAnnotation(NullableAnnotation.None), entity.WithNullableAnnotation(NullableAnnotation.None)));
}
