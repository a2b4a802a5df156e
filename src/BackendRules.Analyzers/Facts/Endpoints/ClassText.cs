using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A piece of a template that the class behind a group decides: its name, or what a property of it says.</summary>
/// <param name="Property">The property, or null for the class's name.</param>
/// <param name="Else">What stands there when the class has no such property, or null is in it.</param>
internal sealed record ClassText(string? Property, IReadOnlyList<RoutePart> Else)
{
    private static readonly Members s_ofType = new("System.Type.GetProperty");

    /// <summary>The piece that an expression stands for, or null when no class decides it.</summary>
    public static ClassText? Of(IOperation value, Func<IOperation, IReadOnlyList<RoutePart>> text)
    {
        switch (LocalValues.Bare(value))
        {
            case IPropertyReferenceOperation { Property.Name: "Name", Instance: { } instance } name when IsAnyType(instance) && name.Type?.SpecialType == SpecialType.System_String:
                return new ClassText(null, []);
            case ICoalesceOperation coalesce when Asked(coalesce.Value) is { } property:
                return new ClassText(property, text(coalesce.WhenNull));
            case IPropertyReferenceOperation property when IsOfModule(property):
                return new ClassText(property.Property.Name, [new RoutePart(null, null)]);
            default:
                return null;
        }
    }

    /// <summary>What it is for a class.</summary>
    public IReadOnlyList<RoutePart> For(INamedTypeSymbol? type, ClassTexts texts)
    {
        if (type is null)
            return [new RoutePart(null, null)];
        return Property is null ? [new RoutePart(type.Name, null)] : texts.Of(type, Property) ?? Else;
    }

    // typeof(Orders).Name is no class that a loop hands out.
    private static bool IsAnyType(IOperation instance) => LocalValues.Resolve(instance) is var source && source is not ITypeOfOperation && (instance.Type.Is("System.Type") || source.Type.Is("System.Type"));

    private static string? Asked(IOperation value)
    {
        if (LocalValues.Bare(value) is IPropertyReferenceOperation property && IsOfModule(property))
            return property.Property.Name;
        return value.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault(static call => s_ofType.Contain(call.TargetMethod)) is { Arguments: [{ Value.ConstantValue: { HasValue: true, Value: string name } }, ..] } ? name : null;
    }

    private static bool IsOfModule(IPropertyReferenceOperation property) =>
        property is { Instance: { } instance, Property: { ContainingType: { } owner, Type.SpecialType: SpecialType.System_String } } && RouteReader.IsSource(owner)
        && (owner.IsAbstract || owner.TypeKind == TypeKind.Interface) && LocalValues.Bare(instance) is IParameterReferenceOperation or ILocalReferenceOperation;
}

/// <summary>What string properties of declared classes say.</summary>
internal sealed class ClassTexts
{
    private readonly ConcurrentDictionary<IPropertySymbol, IReadOnlyList<RoutePart>?> _values = new(AcrossProjects.Same);

    /// <summary>Takes the body or the initial value of a property.</summary>
    public void See(OperationBlockAnalysisContext context)
    {
        var property = context.OwningSymbol as IPropertySymbol ?? (context.OwningSymbol as IMethodSymbol)?.AssociatedSymbol as IPropertySymbol;
        if (property is not { Type.SpecialType: SpecialType.System_String, IsIndexer: false } || property.SetMethod is not null || !(property.IsStatic || property.IsOverride || property.IsVirtual || property.ContainingType.AllInterfaces.Length > 0))
            return;
        var said = context.OperationBlocks.SelectMany(static block => block.DescendantsAndSelf()).Select(static one => one switch
        {
            IReturnOperation { ReturnedValue: { } returned } => returned,
            IPropertyInitializerOperation initial => initial.Value,
            _ => null,
        }).OfType<IOperation>().ToArray();
        _values[property.OriginalDefinition] = said is not [var only] ? [new RoutePart(null, null)] : only.ConstantValue is { HasValue: true, Value: null } ? null : RouteReader.Text(only);
    }

    /// <summary>What a property of a class is; null when there is none, or nothing in it.</summary>
    public IReadOnlyList<RoutePart>? Of(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault() is not { } property)
                continue;
            if (property.SetMethod is not null)
                return [new RoutePart(null, null)];
            return _values.TryGetValue(property.OriginalDefinition, out var text) ? text : property.IsAbstract || RouteReader.IsSource(property) ? null : [new RoutePart(null, null)];
        }

        return null;
    }

    public void Take(ClassTexts other)
    {
        foreach (var pair in other._values)
            _values[pair.Key] = pair.Value;
    }
}
