using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>An entity that a caller filled, as one body names it: a parameter, a bound property of a page, a member of what is bound, or what the body reads from the request.</summary>
/// <param name="Origin">A parameter, a property of <see langword="this"/>, a local, or null for <paramref name="Read"/> and for <see langword="this"/>.</param>
/// <param name="Member">The member of the origin that holds the entity, or null when the origin is it.</param>
/// <param name="Read">The expression that reads it.</param>
internal sealed record BoundEntity(ISymbol? Origin, IPropertySymbol? Member = null, IOperation? Read = null)
{
    private const int Deepest = 8;

    private static readonly HashSet<string> s_passes = new(StringComparer.Ordinal)
    {
        "Where", "OrderBy", "OrderByDescending", "ThenBy", "Take", "Skip", "Distinct", "DistinctBy", "Reverse", "Chunk", "ToList", "ToArray", "AsEnumerable", "ToHashSet", "First", "Single", "FirstOrDefault", "SingleOrDefault",
    };

    /// <summary>The object itself, in its own methods.</summary>
    public static BoundEntity This { get; } = new(Origin: null);

    /// <summary>What a body names with an expression.</summary>
    public static BoundEntity Of(IOperation value) => Bare(value) switch
    {
        IParameterReferenceOperation parameter => new BoundEntity(parameter.Parameter),
        ILocalReferenceOperation local => new BoundEntity(local.Local),
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property => new BoundEntity(property.Property),
        var read => new BoundEntity(Origin: null, Read: read),
    };

    /// <summary>Whether a value is the entity, one of them, or a collection with it.</summary>
    public bool Is(IOperation value) => Is(value, 0);

    /// <summary>Whether a body puts something else in its place.</summary>
    public bool IsReplaced(IOperation body) => Origin is not null && Member is null && body.Descendants().Any(operation => operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation or IParameterReferenceOperation } assignment
        && IsOrigin(assignment.Target) && !Is(assignment.Value));

    /// <summary>What a method that is given a value holds, or null when the value doesn't bring the entity.</summary>
    public BoundEntity? Given(IOperation value, IParameterSymbol to)
    {
        if (Is(value))
            return new BoundEntity(to);
        value = Bare(value);
        if (Member is not null && IsOrigin(value))
            return new BoundEntity(to, Member);
        return value is IObjectCreationOperation made && Carrier(made) is { } member ? new BoundEntity(to, member) : null;
    }

    /// <summary>The member of a new object, a command for instance, that the entity goes into.</summary>
    private IPropertySymbol? Carrier(IObjectCreationOperation made)
    {
        foreach (var argument in made.Arguments)
        {
            if (argument.Parameter is { } parameter && Is(argument.Value))
                return made.Type?.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault();
        }

        if (made.Initializer is not { } inside)
            return null;
        foreach (var initializer in inside.Initializers)
        {
            if (initializer is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment && Is(assignment.Value))
                return target.Property;
        }

        return null;
    }

    private bool Is(IOperation value, int depth)
    {
        value = Bare(value);
        if (Member is null ? IsOrigin(value) : value is IPropertyReferenceOperation { Instance: { } holder } member && Same(member.Property, Member) && IsOrigin(Bare(holder)))
            return true;
        if (depth > Deepest)
            return false;
        return value switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues.Any(element => Is(element, depth + 1)),
            IInvocationOperation { TargetMethod: { ContainingType.Name: "Enumerable", Name: var name }, Arguments: [var source, ..] } when s_passes.Contains(name) => Is(source.Value, depth + 1),
            ILocalReferenceOperation local => Taken(local) is { } from && Is(from, depth + 1),
            IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } element } => Walked(value, element) is { } all && Is(all, depth + 1),
            _ => false,
        };
    }

    private bool IsOrigin(IOperation value) => value switch
    {
        _ when Read is not null => value == Read,
        IParameterReferenceOperation parameter => Same(parameter.Parameter, Origin),
        ILocalReferenceOperation local => Same(local.Local, Origin),
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property => Same(property.Property, Origin),
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => Origin is null,
        _ => false,
    };

    /// <summary>What a loop goes through, or a pattern looks at, to fill a local.</summary>
    private static IOperation? Taken(ILocalReferenceOperation local) => LocalValues.Loop(local)?.Collection
        ?? LocalValues.Root(local).Descendants().OfType<IIsPatternOperation>().FirstOrDefault(test => Same(Declared(test.Pattern), local.Local))?.Value;

    private static ISymbol? Declared(IPatternOperation pattern) => pattern switch
    {
        INegatedPatternOperation negated => Declared(negated.Pattern),
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        _ => null,
    };

    /// <summary>The collection whose elements a lambda is called with.</summary>
    private static IOperation? Walked(IOperation value, IParameterSymbol element)
    {
        for (var current = value.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda && Same(lambda.Symbol, element.ContainingSymbol))
            {
                for (var outer = lambda.Parent; outer is IDelegateCreationOperation or IConversionOperation or IArgumentOperation; outer = outer.Parent)
                {
                    if (outer is IArgumentOperation { Parent: IInvocationOperation call } && call.TargetMethod is { Name: "ForEach" } or { ContainingType.Name: "Enumerable" })
                        return call.Instance ?? call.Arguments[0].Value;
                }

                return null;
            }
        }

        return null;
    }

    private static IOperation Bare(IOperation value)
    {
        for (var depth = 0; depth < Deepest; depth++)
        {
            value = LocalValues.Resolve(value);
            switch (value)
            {
                case IAwaitOperation awaited:
                    value = awaited.Operation;
                    continue;
                case ICoalesceOperation { WhenNull: IThrowOperation or IConversionOperation { Operand: IThrowOperation } } coalesced:
                    value = coalesced.Value;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task }:
                    value = task;
                    continue;
                default:
                    return value;
            }
        }

        return value;
    }

    private static bool Same(ISymbol? one, ISymbol? other) => one is not null && SymbolEqualityComparer.Default.Equals(one, other);
}
