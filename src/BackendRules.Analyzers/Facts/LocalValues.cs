using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What a local holds, where one declaration or one assignment decides it.</summary>
public static class LocalValues
{
    /// <summary>The one value that is ever written to a local, or null when there are several or it comes from elsewhere.</summary>
    public static IOperation? Only(ILocalReferenceOperation reference) => Only(reference, reference.Local);

    /// <inheritdoc cref="Only(ILocalReferenceOperation)"/>
    public static IOperation? Only(IOperation anywhere, ILocalSymbol local) => MemberBody.Of(anywhere).Only(local);

    /// <summary>The expression without conversions, parentheses and, where one value decides, locals.</summary>
    public static IOperation Resolve(IOperation value)
    {
        for (var depth = 0; depth < 8; depth++)
        {
            value = Bare(value);
            if (value is not ILocalReferenceOperation local || Only(local) is not { } only)
                return value;
            value = only;
        }

        return value;
    }

    /// <summary>The expression without conversions and parentheses, and the calls that a query's clauses stand for.</summary>
    public static IOperation Bare(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    continue;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    continue;
                case ITranslatedQueryOperation query:
                    value = query.Operation;
                    continue;
                default:
                    return value;
            }
        }
    }

    /// <summary>The local, parameter, field or property that an expression names, or null.</summary>
    public static ISymbol? Named(IOperation? value) => value is null ? null : Bare(value) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    /// <summary>Whether an expression mentions a symbol.</summary>
    public static bool Mentions(IOperation operation, ISymbol symbol)
    {
        foreach (var inner in operation.DescendantsAndSelf())
        {
            if (Named(inner) is { } named && Same(named, symbol))
                return true;
        }

        return false;
    }

    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    /// <summary>The loop whose elements a local takes.</summary>
    public static IForEachLoopOperation? Loop(ILocalReferenceOperation local)
    {
        for (var current = local.Parent; current is not null; current = current.Parent)
        {
            if (current is IForEachLoopOperation loop && loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default))
                return loop;
        }

        return null;
    }

    /// <summary>The function around an operation: a lambda, a local function, or the whole body.</summary>
    public static IOperation Function(IOperation operation)
    {
        while (operation.Parent is { } parent && operation is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            operation = parent;
        return operation;
    }

    private static bool Same(ISymbol one, ISymbol other) => SymbolEqualityComparer.Default.Equals(one, other);
}
