using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A chain of LINQ operators over an entity set: where it starts and what it passes through.</summary>
public sealed class EfQuery
{
    private EfQuery(IOperation root, ITypeSymbol entity, IOperation? context, List<IInvocationOperation> steps, bool isBuilt)
    {
        Root = root;
        Entity = entity;
        Context = context;
        Steps = steps;
        IsBuilt = isBuilt;
    }

    /// <summary>The entity set: a <c>DbSet</c> property or <c>Set&lt;T&gt;()</c>.</summary>
    public IOperation Root { get; }

    public ITypeSymbol Entity { get; }

    /// <summary>The expression that holds the context, or null.</summary>
    public IOperation? Context { get; }

    /// <summary>The operators between the set and the end of the chain, in source order.</summary>
    public IReadOnlyList<IInvocationOperation> Steps { get; }

    /// <summary>Whether a local gathers the operators statement by statement, some of them perhaps under a condition.</summary>
    public bool IsBuilt { get; }

    public bool Has(string name)
    {
        foreach (var step in Steps)
        {
            if (step.TargetMethod.Name == name)
                return true;
        }

        return false;
    }

    /// <summary>The chain that ends in this expression, or null when it doesn't start at an entity set.</summary>
    /// <param name="withOwn">Whether methods of the compilation that make one query from another are steps too; what they put on it isn't known here.</param>
    public static EfQuery? Of(IOperation? end, bool withOwn = false)
    {
        var steps = new List<IInvocationOperation>();
        var isBuilt = false;
        for (var (current, depth) = (end, 0); current is not null && depth < 64; depth++)
        {
            current = LocalValues.Bare(current);
            if (SetOf(current) is { } entity)
            {
                steps.Reverse();
                return new EfQuery(current, entity, current is IInvocationOperation set ? set.Instance : (current as IPropertyReferenceOperation)?.Instance, steps, isBuilt);
            }

            switch (current)
            {
                case ILocalReferenceOperation local:
                    if (LocalValues.Only(local) is { } only)
                    {
                        current = only;
                        break;
                    }

                    current = StepwiseQuery.Start(local, withOwn, out var gathered);
                    steps.AddRange(gathered);
                    isBuilt = true;
                    break;
                case IInvocationOperation call when Next(call, withOwn) is { } source:
                    steps.Add(call);
                    current = source;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The sequence that an operator is applied to.</summary>
    public static IOperation? Source(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

    /// <summary>The query that a call goes on with, or null when the call is no step of one.</summary>
    public static IOperation? Next(IInvocationOperation call, bool withOwn)
    {
        if (IsOperator(call.TargetMethod))
            return Source(call);
        return withOwn && IsOwnStep(call.TargetMethod) ? call.Arguments[0].Value : null;
    }

    /// <summary>Whether a method of the compilation is handed a query and answers with one of the same rows or others.</summary>
    public static bool IsOwnStep(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Length > 0 && method.Parameters.Length > 0 && IsQuery(method.Parameters[0].Type) && IsQuery(method.ReturnType);

    /// <summary>Whether a type is a query, over rows of whatever kind.</summary>
    public static bool IsQuery(ITypeSymbol? type) => type.IsOrInherits("System.Linq.IQueryable`1");

    public static bool IsSet(ITypeSymbol? type) => type.IsOrInherits("Microsoft.EntityFrameworkCore.DbSet`1");

    private static ITypeSymbol? SetOf(IOperation operation)
    {
        if (operation is not (IPropertyReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation or IInvocationOperation))
            return null;
        for (var type = operation.Type; type is not null; type = type.BaseType)
        {
            if (type is INamedTypeSymbol { TypeArguments.Length: 1 } named && named.Is("Microsoft.EntityFrameworkCore.DbSet`1"))
                return operation is IInvocationOperation { TargetMethod.Name: not "Set" } ? null : named.TypeArguments[0];
        }

        return null;
    }

    private static bool IsOperator(IMethodSymbol method) =>
        method.ContainingType is { } type
        && (type.Is("System.Linq.Queryable") || type.Is("System.Linq.Enumerable")
            || type.ContainingNamespace is { Name: "EntityFrameworkCore" } && method.IsExtensionMethod || IsSet(type));
}
