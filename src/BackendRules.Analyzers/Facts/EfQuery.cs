using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A chain of LINQ operators over an entity set: where it starts and what it passes through.</summary>
public sealed class EfQuery
{
    private EfQuery(IOperation root, ITypeSymbol entity, IOperation? context, List<IInvocationOperation> steps)
    {
        Root = root;
        Entity = entity;
        Context = context;
        Steps = steps;
    }

    /// <summary>The entity set: a <c>DbSet</c> property or <c>Set&lt;T&gt;()</c>.</summary>
    public IOperation Root { get; }

    public ITypeSymbol Entity { get; }

    /// <summary>The expression that holds the context, or null.</summary>
    public IOperation? Context { get; }

    /// <summary>The operators between the set and the end of the chain, in source order.</summary>
    public IReadOnlyList<IInvocationOperation> Steps { get; }

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
    public static EfQuery? Of(IOperation? end)
    {
        var steps = new List<IInvocationOperation>();
        for (var (current, depth) = (end, 0); current is not null && depth < 64; depth++)
        {
            current = LocalValues.Bare(current);
            if (SetOf(current) is { } entity)
            {
                steps.Reverse();
                return new EfQuery(current, entity, current is IInvocationOperation set ? set.Instance : (current as IPropertyReferenceOperation)?.Instance, steps);
            }

            switch (current)
            {
                case ILocalReferenceOperation local:
                    current = LocalValues.Only(local);
                    break;
                case IInvocationOperation call when IsOperator(call.TargetMethod) && Source(call) is { } source:
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
