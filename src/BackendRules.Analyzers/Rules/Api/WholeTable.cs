using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A query that brings back every row.</summary>
/// <param name="End">The operation that runs it.</param>
/// <param name="Entity">What it brings back.</param>
/// <param name="IsFiltered">Whether it is narrowed to one owner, so that the result is probably small.</param>
/// <param name="Chain">The EF chain, for the fix.</param>
/// <param name="Through">Methods of the compilation that the query goes through, any of which may bound it.</param>
internal sealed record WholeTable(IOperation End, ITypeSymbol Entity, bool IsFiltered, EfQuery? Chain, IReadOnlyList<IMethodSymbol> Through)
{
    private static readonly string[] s_bounds =
    [
        "Take", "TakeLast", "TakeWhile", "Chunk", "First", "FirstOrDefault", "FirstAsync", "FirstOrDefaultAsync", "Single", "SingleOrDefault", "SingleAsync", "SingleOrDefaultAsync", "Last", "LastOrDefault",
        "Find", "FindAsync", "Count", "Any", "GroupBy", "Distinct", "DistinctBy", "ElementAt", "Max", "Min", "Sum", "Average", "Aggregate", "ExecuteDelete", "ExecuteUpdate", "FromSqlRaw", "FromSqlInterpolated", "FromSql",
    ];

    private static readonly Members s_dapper = new("Dapper.SqlMapper.{Query,QueryAsync}");
    private static readonly Members s_mongo = new("MongoDB.Driver.IMongoCollectionExtensions.{Find,AsQueryable}");

    /// <summary>The query behind a value, or null when the value isn't one, or is bounded.</summary>
    public static WholeTable? Behind(IOperation value)
    {
        IOperation? end = null;
        for (var depth = 0; depth < 32; depth++)
        {
            if (CopiedRows.Source(value) is { } rows)
            {
                value = rows;
                continue;
            }

            value = Answers.Plain(value);
            if (value.Type is not { } type || !Entities.IsCollection(EndpointResponses.Awaited(type)) && type.Name is not ("IFindFluent" or "IOrderedFindFluent" or "IAsyncCursor"))
                return null;
            if (EfQuery.Of(value, withOwn: true) is { } chain)
                return OfChain(chain, end ?? value);
            if (value is not IInvocationOperation call)
                return null;
            if (s_dapper.Contain(call.TargetMethod))
                return OfDapper(call);
            if (DynamoScan.Of(call) is { } scan)
                return new WholeTable(call, scan.Item, scan.IsFiltered, null, []);
            if (s_mongo.Contain(call.TargetMethod))
                return OfMongo(call, end ?? call);
            if (Bounds(call.TargetMethod.Name) || call.TargetMethod.Name is "Limit" || Source(call) is not { } source)
                return null;
            if (Runs(call.TargetMethod.Name))
                end = call;
            value = source;
        }

        return null;
    }

    private static bool Runs(string name) => name is "ToList" or "ToListAsync" or "ToArray" or "ToArrayAsync" or "AsAsyncEnumerable" or "AsEnumerable" or "ToHashSet" or "ToHashSetAsync";

    /// <summary>Whether an operator of this name leaves few rows, or rows of another kind.</summary>
    public static bool Bounds(string name) => Array.IndexOf(s_bounds, name) >= 0;

    /// <summary>Operators over sequences, and mappers, hand on what they are given.</summary>
    private static IOperation? Source(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.ContainingType is not { } type)
            return null;
        if (type.Name is "Enumerable" or "Queryable" or "EntityFrameworkQueryableExtensions" or "MongoQueryable" or "IAsyncCursorSourceExtensions" or "IFindFluentExtensions" or "AsyncEnumerable")
            return EfQuery.Source(call);
        if (type.Is("System.Collections.Generic.List`1") && method.Name is "ConvertAll" or "AsReadOnly")
            return call.Instance;
        if (method.Name is "Project" or "Sort" or "SortBy" or "SortByDescending" && call.Type is INamedTypeSymbol { Name: "IFindFluent" or "IOrderedFindFluent" })
            return EfQuery.Source(call);
        return method.Name is "Map" or "Adapt" && call.Arguments.Length > 0 ? call.Instance is null || method.Name == "Map" ? call.Arguments[0].Value : call.Instance : null;
    }

    private static WholeTable? OfChain(EfQuery chain, IOperation end)
    {
        var ran = false;
        foreach (var step in chain.Steps)
        {
            if (Bounds(step.TargetMethod.Name))
                return null;
            // The first one that runs the query: what follows works on what was loaded.
            if (!ran && step.TargetMethod.Name.StartsWith("To", StringComparison.Ordinal) && Runs(step.TargetMethod.Name))
                (end, ran) = (step, true);
        }

        if (chain.Root is IInvocationOperation && chain.Steps.Count == 0 && end == chain.Root)
            end = chain.Root;
        var filter = Filter.None;
        foreach (var step in chain.Steps)
        {
            if (step.TargetMethod.Name == "Where" && !(chain.IsBuilt && IsConditional(step, end)))
                filter = (Filter)Math.Max((int)filter, (int)Narrows(step));
        }

        var through = chain.Steps.Select(static step => step.TargetMethod).Where(EfQuery.IsOwnStep).Select(TableCall.Definition).ToArray();
        return filter == Filter.Listed ? null : new WholeTable(end, chain.Entity, filter == Filter.Owner, chain, through);
    }

    private static WholeTable? OfDapper(IInvocationOperation call)
    {
        if (call.TargetMethod.TypeArguments is not [.., var row] || call.Arguments.FirstOrDefault(static a => a.Parameter?.Name == "sql")?.Value is not { } sql
            || LocalValues.Resolve(sql).ConstantValue is not { HasValue: true, Value: string text })
            return null;
        var upper = " " + text.ToUpperInvariant().Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ') + " ";
        if (!upper.TrimStart().StartsWith("SELECT", StringComparison.Ordinal) || upper.Contains(" LIMIT ") || upper.Contains(" TOP ") || upper.Contains(" TOP(") || upper.Contains(" FETCH ")
            || upper.Contains(" GROUP BY ") || upper.Contains(" IN @") || upper.Contains(" IN (") || upper.Contains("ANY("))
            return null;
        return new WholeTable(call, row, upper.Contains("= @") || upper.Contains("=@") || upper.Contains("= :"), null, []);
    }

    private static WholeTable? OfMongo(IInvocationOperation call, IOperation end)
    {
        if (end == call || call.TargetMethod.TypeArguments is not [var document, ..])
            return null;
        var filtered = call.Arguments.Length > 1 && LocalValues.Resolve(call.Arguments[1].Value) is var filter && filter is not IPropertyReferenceOperation { Property.Name: "Empty" }
            && filter.DescendantsAndSelf().Any(static o => o is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } or IInvocationOperation { TargetMethod.Name: "Eq" or "In" or "Contains" });
        return new WholeTable(end, document, filtered, null, []);
    }

    /// <summary>Whether a step is put on only sometimes before the query runs.</summary>
    private static bool IsConditional(IOperation step, IOperation end)
    {
        for (var above = step.Parent; above is not null; above = above.Parent)
        {
            if (above is IConditionalOperation or ISwitchOperation && !above.Syntax.Span.Contains(end.Syntax.Span))
                return true;
        }

        return false;
    }

    /// <summary>Whether a step narrows the rows to those of one owner, or to a list.</summary>
    public static bool IsNarrow(IInvocationOperation step) => step.TargetMethod.Name == "Where" && Narrows(step) != Filter.None;

    private enum Filter
    {
        None,

        /// <summary>One owner's rows.</summary>
        Owner,

        /// <summary>Rows that the caller or the key lists.</summary>
        Listed,
    }

    private static Filter Narrows(IInvocationOperation where)
    {
        var found = Filter.None;
        foreach (var operation in where.Descendants())
        {
            switch (operation)
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equals when IsMember(equals.LeftOperand) && !IsConstant(equals.RightOperand) || operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } other && IsMember(other.RightOperand) && !IsConstant(other.LeftOperand):
                    found = (Filter)Math.Max((int)found, (int)Filter.Owner);
                    break;
                case IInvocationOperation { TargetMethod.Name: "Contains" } contains when contains.TargetMethod.ContainingType.SpecialType != SpecialType.System_String:
                    return Filter.Listed;
            }
        }

        return found;
    }

    private static bool IsMember(IOperation operand) => LocalValues.Bare(operand) is IPropertyReferenceOperation { Instance: { } instance } && Root(instance) is IParameterReferenceOperation;

    private static IOperation Root(IOperation operation)
    {
        while (LocalValues.Bare(operation) is IPropertyReferenceOperation { Instance: { } instance })
            operation = instance;
        return LocalValues.Bare(operation);
    }

    private static bool IsConstant(IOperation operand) => operand.ConstantValue.HasValue || LocalValues.Bare(operand).ConstantValue.HasValue;
}
