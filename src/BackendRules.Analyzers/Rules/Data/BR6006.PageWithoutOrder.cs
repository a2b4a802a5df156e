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
    private static readonly Members s_texts = new("Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.{FromSql,FromSqlRaw,FromSqlInterpolated}", "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.{SqlQuery,SqlQueryRaw}");
    private static readonly Members s_finds = new("MongoDB.Driver.IFindFluent`2.Skip", "MongoDB.Driver.IAggregateFluent`1.Skip");
    private static readonly Members s_options = new("MongoDB.Driver.FindOptions.new", "MongoDB.Driver.FindOptions`1.new", "MongoDB.Driver.FindOptions`2.new");

    public PageWithoutOrder()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => Databases.Any(known);

    public override void Start(Watch watch)
    {
        watch.Call(s_skips, Skip);
        watch.Call(s_texts, Text);
        watch.Call(s_finds, Find);
        watch.Creation(s_options, Search);
        watch.Operation(OperationKind.Invocation, Sql);
    }

    private static void Skip(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (EfQuery.Of(EfQuery.Source(call)) is not { } query || query.Steps.Any(static step => step.TargetMethod.Name.IndexOf("OrderBy", StringComparison.Ordinal) >= 0 || step.TargetMethod.Name is "Order" or "OrderDescending" || s_texts.Contain(step.TargetMethod) && MayOrder(step)))
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
        if (DataCall.Of(call) is { Effect: DataEffect.Query, Store: DataStore.Dapper or DataStore.AdoNet, Sql: { } sql })
            Sql(context, call, sql);
    }

    private static void Text(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (Given(call) is { } sql)
            Sql(context, call, sql);
    }

    private static SqlText? Given(IInvocationOperation call) => call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "sql") is { } text ? SqlText.Of(text.Value) : null;

    private static bool MayOrder(IInvocationOperation text) => Given(text) is not { Statements: [{ Verb: "SELECT", MayHaveMore: false } only] } || only.Has("ORDER");

    private static void Sql(OperationAnalysisContext context, IInvocationOperation call, SqlText sql)
    {
        foreach (var statement in sql.Statements)
        {
            if (statement is { Verb: "SELECT", MayHaveMore: false, Table.Length: > 0 } && statement.Has("OFFSET") && !statement.Has("ORDER"))
                context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.Name, statement.Table));
        }
    }

    /// <summary>Of a search the order may be said after the cut; of an aggregation it counts where it stands.</summary>
    private static void Find(OperationAnalysisContext context, IInvocationOperation call)
    {
        var isSearch = call.TargetMethod.ContainingType.Is("MongoDB.Driver.IFindFluent`2");
        var rows = call.TargetMethod.ContainingType.TypeArguments[0];
        for (var step = EfQuery.Source(call); step is not null;)
        {
            if (LocalValues.Resolve(step) is not IInvocationOperation before)
                return;
            if (before.TargetMethod.Name is "Find" or "Aggregate")
                break;
            if (Orders(before))
                return;
            step = EfQuery.Source(before);
        }

        for (IOperation? step = call; step is not null && isSearch;)
        {
            if (After(step) is not { } after)
                return;
            if (Orders(after))
                return;
            step = IsMongo(after.Type) ? after : null;
        }

        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), "Skip", rows.Name));
    }

    private static bool Orders(IInvocationOperation step) => step.TargetMethod.Name.StartsWith("Sort", StringComparison.Ordinal) || step.TargetMethod.Name is "VectorSearch" or "Search" or "GeoNear" or "AppendStage";

    private static IInvocationOperation? After(IOperation step)
    {
        var parent = step.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation or IArgumentOperation)
            parent = parent.Parent;
        return parent is IInvocationOperation call && EfQuery.Source(call) is { } source && LocalValues.Bare(source) == step ? call : null;
    }

    private static bool IsMongo(ITypeSymbol? type) => type.IsOrInherits("MongoDB.Driver.IFindFluent`2");

    private static void Search(OperationAnalysisContext context, IObjectCreationOperation made)
    {
        if (made.Initializer is not { } initializer)
            return;
        var set = initializer.Initializers.OfType<ISimpleAssignmentOperation>().Select(static one => (one.Target as IPropertyReferenceOperation)?.Property.Name).ToArray();
        if (!set.Contains("Skip") || set.Contains("Sort") || IsChangedLater(made))
            return;
        context.ReportDiagnostic(Declared.At(made.Syntax.GetLocation(), "Skip", made.Type is INamedTypeSymbol { TypeArguments: [var rows, ..] } ? rows.Name : made.Type!.Name));
    }

    private static bool IsChangedLater(IObjectCreationOperation made) => LocalValues.Root(made).Descendants().Any(static inner =>
        inner is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Sort", Instance: not IInstanceReferenceOperation } });
}
