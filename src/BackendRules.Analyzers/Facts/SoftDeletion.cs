using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Entities that are marked as deleted instead of removed, and how the mark is set. From declarations alone.</summary>
public static class SoftDeletion
{
    private static readonly string[] s_flags = ["IsDeleted", "Deleted", "IsRemoved", "SoftDeleted", "IsSoftDeleted"];
    private static readonly string[] s_times = ["DeletedAt", "DeletedOn", "DeletedAtUtc", "DeletedUtc", "DeletedDate", "DeletionTime", "DeletedOnUtc", "DateDeleted"];

    /// <summary>The property that marks an entity as deleted, or null.</summary>
    public static IPropertySymbol? Mark(ITypeSymbol? entity)
    {
        IPropertySymbol? time = null;
        for (var current = entity; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is not IPropertySymbol { IsStatic: false, SetMethod: not null } property)
                    continue;
                if (property.Type.SpecialType == SpecialType.System_Boolean && Array.IndexOf(s_flags, property.Name) >= 0)
                    return property;
                if (Array.IndexOf(s_times, property.Name) >= 0 && property.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T })
                    time ??= property;
            }
        }

        return time;
    }

    /// <summary>Whether saving turns a removal into a mark: an interceptor exists, or the context, or one that it derives from, saves in its own way.</summary>
    public static bool IsIntercepted(Compilation compilation, CancellationToken cancellation) => (bool)s_intercepted.Of(compilation, cancellation);

    private static readonly Fact<object> s_intercepted = new(static (compilation, cancellation) =>
    {
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            if (Saves(type) || type.TypeKind == TypeKind.Class && type.Implements("Microsoft.EntityFrameworkCore.Diagnostics.ISaveChangesInterceptor"))
                return true;
        }

        return false;
    });

    /// <summary>Whether a context, whatever project it is of, saves in its own way.</summary>
    public static bool Saves(ITypeSymbol? context)
    {
        for (var current = context; current is { SpecialType: SpecialType.None } && !current.Is("Microsoft.EntityFrameworkCore.DbContext"); current = current.BaseType)
        {
            if (current.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext") && current.GetMembers().Any(static member => member is IMethodSymbol { IsOverride: true, Name: "SaveChanges" or "SaveChangesAsync" }))
                return true;
        }

        return false;
    }
}
