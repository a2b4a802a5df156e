using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6011: queries filter by a column that has no index.</summary>
public sealed class UnindexedFilter : Check
{
    internal static readonly Rule Declared = new(
        "BR6011",
        nameof(UnindexedFilter),
        "Columns that queries filter by have an index",
        "{0} queries filter or sort by '{1}' of '{2}', which has no index; add one where the table grows and the values differ",
        Level.Off)
    {
        Profile = ["DB1"],
        EndOnly = true,
    };

    private static readonly string[] s_operators = ["Where", "OrderBy", "OrderByDescending", "First", "FirstOrDefault", "FirstAsync", "FirstOrDefaultAsync", "Single", "SingleOrDefault", "SingleAsync", "SingleOrDefaultAsync", "Any", "AnyAsync", "Count", "CountAsync"];

    public UnindexedFilter()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbSet`1");

    public override void Start(Watch watch)
    {
        var used = new ConcurrentDictionary<IPropertySymbol, int>(SymbolEqualityComparer.Default);
        var model = DataModel.Of(watch);
        watch.Operation(OperationKind.Invocation, context =>
        {
            var call = (IInvocationOperation)context.Operation;
            if (Array.IndexOf(s_operators, call.TargetMethod.Name) >= 0 && EfQuery.Of(EfQuery.Source(call)) is not null)
            {
                foreach (var property in Compared(call).Distinct<IPropertySymbol>(SymbolEqualityComparer.Default))
                    used.AddOrUpdate(property, 1, static (_, count) => count + 1);
            }
        });
        watch.End(context =>
        {
            var entities = Entities.Of(context.Compilation, context.CancellationToken);
            foreach (var pair in used)
            {
                var property = pair.Key;
                if (pair.Value < 2 || !entities.Contains(property.ContainingType) || HasFewValues(property) || model.IsIndexed(property) || property.LocationIn(context.Compilation) is not { } place)
                    continue;
                context.ReportDiagnostic(Declared.At(place, pair.Value, property.Name, property.ContainingType.Name));
            }
        });
    }

    /// <summary>Flags have too few values for an index.</summary>
    private static bool HasFewValues(IPropertySymbol property) =>
        property.Type.SpecialType == SpecialType.System_Boolean || property.Type.TypeKind == TypeKind.Enum || !EndpointBinding.IsSimple(property.Type);

    /// <summary>What an operator compares or sorts by: members of the row that are compared for equality or order, or the key of a sort.</summary>
    private static IEnumerable<IPropertySymbol> Compared(IInvocationOperation call)
    {
        var isSort = call.TargetMethod.Name.StartsWith("OrderBy", StringComparison.Ordinal);
        foreach (var operation in call.Arguments.Skip(1).SelectMany(static argument => argument.DescendantsAndSelf()))
        {
            if (operation is not IPropertyReferenceOperation { Property: var property, Instance: { } instance } || LocalValues.Bare(instance) is not IParameterReferenceOperation)
                continue;
            var parent = operation.Parent;
            while (parent is IConversionOperation or IParenthesizedOperation)
                parent = parent.Parent;
            if (isSort ? parent is IReturnOperation : IsLookedUp(operation, parent) || parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual })
                yield return property.OriginalDefinition;
        }
    }

    /// <summary><c>Equals</c>, the beginning of a text, and one of a list are searched for in an index too.</summary>
    private static bool IsLookedUp(IOperation operation, IOperation? parent) => parent switch
    {
        IInvocationOperation { TargetMethod.Name: "Equals" or "StartsWith", Instance: { } instance } => LocalValues.Bare(instance) == operation,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Equals" } } => true,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Contains", ContainingType.SpecialType: not SpecialType.System_String } } } => true,
        _ => false,
    };
}
