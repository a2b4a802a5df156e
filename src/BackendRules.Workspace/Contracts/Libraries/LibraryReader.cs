using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Reads the public members of a project that is packed.</summary>
internal static class LibraryReader
{
    private static readonly SymbolDisplayFormat s_member = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeModifiers,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    public static ApiLibrary Read(CodePart part, CancellationToken cancellation)
    {
        var members = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var type in SourceTypes.Of(part.Compilation, cancellation).All.Where(IsVisible))
        {
            if (type.GetDocumentationCommentId() is { } id)
                members[id] = Kind(type);
            foreach (var member in type.GetMembers())
            {
                if (member is INamedTypeSymbol || !IsVisible(member) || member.IsImplicitlyDeclared && member is not IMethodSymbol { MethodKind: MethodKind.Constructor } || member is IMethodSymbol { AssociatedSymbol: not null } || member.GetDocumentationCommentId() is not { } key)
                    continue;
                // Implementers of an interface must have a member that has no body.
                members[key] = member.ToDisplayString(s_member) + (type.TypeKind == TypeKind.Interface && member.IsAbstract ? LibraryComparison.ToImplement : "");
            }
        }

        return new ApiLibrary(part.Name, members.ToImmutable());
    }

    private static string Kind(INamedTypeSymbol type) => $"{(type.IsStatic ? "static " : type.IsSealed && type.TypeKind == TypeKind.Class ? "sealed " : type.IsAbstract && type.TypeKind == TypeKind.Class ? "abstract " : "")}{type.TypeKind.ToString().ToLowerInvariant()}";

    private static bool IsVisible(ISymbol symbol)
    {
        for (var current = symbol; current is not null and not INamespaceSymbol; current = current.ContainingSymbol)
        {
            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal) && current is not IModuleSymbol and not IAssemblySymbol)
                return false;
        }

        return true;
    }
}
