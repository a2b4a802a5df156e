using Microsoft.CodeAnalysis;

namespace BackendRules.Flow;

/// <summary>
/// A member or a parameter that holds functions. Calling what is in it is a call by the slot's name, and a function that is put there implements that name, wherever in
/// the solution it is put there: so functions that are kept are joined as the implementations of an interface are.
/// </summary>
/// <param name="Name">What calls and functions meet under.</param>
/// <param name="Invoke">How it is called.</param>
/// <param name="Owner">The type whose member it is.</param>
/// <param name="Path">The part of the member's value that is a function: all of it, or its elements.</param>
internal readonly record struct FunctionSlot(string Name, IMethodSymbol Invoke, INamedTypeSymbol Owner, string Path)
{
    /// <summary>Stands in names of slots, and in no documentation-comment id.</summary>
    private const char Mark = '!';

    /// <summary>
    /// Whether only one function may be meant: what a constructor is given depends on the object, and two objects with functions of their own would be mixed up.
    /// </summary>
    public static bool IsSingle(string name) => name.IndexOf(Mark) is > 0 and var at && char.IsDigit(name[at + 1]) && char.IsDigit(name[name.Length - 1]);

    public static FunctionSlot? Of(FlowContext context, ISymbol holder)
    {
        var type = holder switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            IEventSymbol raised => raised.Type,
            IParameterSymbol parameter => parameter.Type,
            IMethodSymbol method => method.ReturnType,
            _ => null,
        };
        if (Delegate(type) is not { } held || !Carries(held.DelegateInvokeMethod!) || holder.ContainingType is not { } owner || !context.IsRead(holder.ContainingAssembly))
            return null;
        var path = ReferenceEquals(held, type) ? AccessPath.Whole : AccessPath.Element;
        return new FunctionSlot(NameOf(context, holder, path), held.DelegateInvokeMethod!, owner, path);
    }

    /// <summary>How the functions of a type are called: of a delegate, or of a collection of them.</summary>
    public static IMethodSymbol? InvokeOf(ITypeSymbol? type) => Delegate(type)?.DelegateInvokeMethod;

    /// <summary>Whether what a parameter is given is put where others may call it: a constructor's always counts, a method's where it says so, as <c>Register(name, handler)</c> does.</summary>
    public static bool IsKept(FlowContext context, IParameterSymbol parameter, CancellationToken cancellation) => parameter.ContainingSymbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => true,
        // One for many types: what differs isn't told apart.
        IMethodSymbol { MethodKind: MethodKind.Ordinary, Arity: 0, ContainingType.Arity: 0 } method => Delegate(parameter.Type) is not null && context.IsOurs(method) && context.Stores(parameter, cancellation),
        _ => false,
    };

    private static string NameOf(FlowContext context, ISymbol holder, string path) => holder switch
    {
        IParameterSymbol parameter when Kept(parameter) is { } property => context.Key(property),
        IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } } parameter => context.Key(parameter.ContainingSymbol) + Mark + parameter.Name,
        IParameterSymbol parameter => context.Key(parameter.ContainingSymbol) + Mark + parameter.Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture) + path,
        IMethodSymbol method => context.Key(method) + Mark + "return",
        _ => context.Key(holder),
    };

    /// <summary>The property that a record makes of its parameter.</summary>
    private static ISymbol? Kept(IParameterSymbol parameter)
    {
        if (parameter.ContainingType is not { IsRecord: true } record)
            return null;
        foreach (var member in record.GetMembers(parameter.Name))
        {
            if (member is IPropertySymbol)
                return member;
        }

        return null;
    }

    private static INamedTypeSymbol? Delegate(ITypeSymbol? type) => type switch
    {
        INamedTypeSymbol { TypeKind: TypeKind.Delegate, DelegateInvokeMethod: not null } named => named,
        IArrayTypeSymbol { ElementType: INamedTypeSymbol { TypeKind: TypeKind.Delegate, DelegateInvokeMethod: not null } element } => element,
        INamedTypeSymbol { Arity: > 0, Name: not "Expression" } generic when generic.TypeArguments[generic.Arity - 1] is INamedTypeSymbol { TypeKind: TypeKind.Delegate, DelegateInvokeMethod: not null } element => element,
        _ => null,
    };

    /// <summary>Whether anything that matters can get into such a function, or out of it.</summary>
    private static bool Carries(IMethodSymbol invoke)
    {
        if (!InertTypes.Contains(invoke.ReturnType))
            return true;
        foreach (var parameter in invoke.Parameters)
        {
            if (!InertTypes.Contains(parameter.Type))
                return true;
        }

        return false;
    }
}
