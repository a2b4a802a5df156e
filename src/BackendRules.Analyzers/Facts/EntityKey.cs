using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>The property that tells two rows of an entity apart, from declarations alone: <c>[Key]</c>, <c>[PrimaryKey]</c>, or a name that EF Core takes for one.</summary>
public static class EntityKey
{
    /// <summary>The key, or null when there is none, or several properties make it.</summary>
    public static IPropertySymbol? Of(ITypeSymbol? entity)
    {
        if (entity is ITypeParameterSymbol parameter)
            return parameter.ConstraintTypes.Select(Of).FirstOrDefault(static key => key is not null);
        IPropertySymbol? named = null;
        for (var type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            var declared = type.Attribute("Microsoft.EntityFrameworkCore.PrimaryKeyAttribute");
            if (declared is not null && declared.ConstructorArguments.Length > 1 && declared.ConstructorArguments[1] is { Kind: TypedConstantKind.Array, Values.Length: > 0 })
                return null;
            foreach (var member in type.GetMembers())
            {
                if (member is not IPropertySymbol { IsIndexer: false, IsStatic: false } property)
                    continue;
                if (property.HasAttribute("System.ComponentModel.DataAnnotations.KeyAttribute") || declared?.ConstructorArguments.FirstOrDefault().Value as string == property.Name)
                    return property;
                if (property.Name == "Id" || property.Name == entity!.Name + "Id")
                    named ??= property;
            }
        }

        return named;
    }
}
