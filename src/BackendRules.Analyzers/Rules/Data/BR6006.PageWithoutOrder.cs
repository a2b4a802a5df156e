using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6006: pages of rows in no particular order.</summary>
public sealed class PageWithoutOrder : Check
{
    internal static readonly Rule Declared = new(
        "BR6006",
        nameof(PageWithoutOrder),
        "Pages are cut from ordered rows",
        "'{0}' pages through '{1}' in no order, so that rows repeat or are missing between pages; order by a unique column first",
        Level.Warning)
    {
        Profile = ["DB1", "AD4"],
    };

    /// <summary>The property that carries the entity's key to the fix.</summary>
    internal const string Key = "key";

    private static readonly Members s_skips = new("System.Linq.Queryable.Skip");

    public PageWithoutOrder()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => Databases.Any(known);

    public override void Start(Watch watch)
    {
        watch.Call(s_skips, Skip);
        watch.Operation(OperationKind.Invocation, Sql);
    }

    private static void Skip(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (EfQuery.Of(EfQuery.Source(call)) is not { } query || query.Steps.Any(static step => step.TargetMethod.Name.IndexOf("OrderBy", StringComparison.Ordinal) >= 0 || step.TargetMethod.Name is "Order" or "FromSql" or "FromSqlRaw" or "FromSqlInterpolated"))
            return;
        // A local that is given another value on some path may be ordered there; EfQuery gives up on those.
        if (call.Arguments.Length > 1 && call.Arguments[1].Value.ConstantValue is { HasValue: true, Value: 0 })
            return;
        var properties = EntityKey.Of(query.Entity) is { DeclaredAccessibility: Accessibility.Public, Name: var key } && !query.Has("Select") && !query.Has("GroupBy") ? ImmutableDictionary<string, string?>.Empty.Add(Key, key) : ImmutableDictionary<string, string?>.Empty;
        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), properties, "Skip", query.Entity.Name));
    }

    private static void Sql(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (DataCall.Of(call) is not { Effect: DataEffect.Query, Store: DataStore.Dapper or DataStore.AdoNet, Sql: { } sql })
            return;
        foreach (var statement in sql.Statements)
        {
            if (statement is { Verb: "SELECT", MayHaveMore: false, Table.Length: > 0 } && statement.Has("OFFSET") && !statement.Has("ORDER"))
                context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.Name, statement.Table));
        }
    }
}
