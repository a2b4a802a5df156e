using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>The configuration that code at a place can read.</summary>
internal static class ConfigurationInScope
{
    private const string Configuration = "Microsoft.Extensions.Configuration.IConfiguration";

    private static readonly string[] s_holders =
    [
        "Microsoft.AspNetCore.Builder.WebApplicationBuilder", "Microsoft.AspNetCore.Builder.WebApplication", "Microsoft.Extensions.Hosting.HostApplicationBuilder",
        "Microsoft.Extensions.Hosting.IHostApplicationBuilder", "Microsoft.Extensions.Hosting.HostBuilderContext", "Microsoft.AspNetCore.Hosting.WebHostBuilderContext",
    ];

    /// <summary>An expression of type <c>IConfiguration</c>, or null.</summary>
    public static string? At(SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        if (place.Ancestors().Any(static node => node is AnonymousFunctionExpressionSyntax lambda && lambda.Modifiers.Any(SyntaxKind.StaticKeyword)
            || node is LocalFunctionStatementSyntax function && function.Modifiers.Any(SyntaxKind.StaticKeyword) || node is ConstructorInitializerSyntax))
            return null;
        var (isStatic, isInitializer) = Context(place);
        string? holder = null;
        foreach (var symbol in model.LookupSymbols(place.SpanStart))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Type(symbol) is not { } type || !IsUsable(symbol, place, isStatic, isInitializer))
                continue;
            if (type.IsOrInherits(Configuration))
                return symbol.Name;
            if (Array.Exists(s_holders, type.IsOrInherits))
                holder ??= symbol.Name + ".Configuration";
        }

        return holder;
    }

    /// <summary>Whether the class at the place may take a configuration in its constructor: the container or the framework creates it.</summary>
    public static TypeDeclarationSyntax? Injectable(SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        if (place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not ClassDeclarationSyntax type || model.Compilation.GetTypeByMetadataName(Configuration) is null)
            return null;
        var (isStatic, isInitializer) = Context(place);
        if (isStatic || place.Ancestors().Any(static node => node is ConstructorInitializerSyntax or AttributeSyntax))
            return null;
        if (model.GetDeclaredSymbol(type, cancellation) is not { DeclaringSyntaxReferences.Length: 1 } symbol || EntryPoints.Kind(symbol) == EntryKind.None)
            return null;
        var constructors = type.Members.OfType<ConstructorDeclarationSyntax>().Where(static c => !c.Modifiers.Any(SyntaxKind.StaticKeyword)).ToArray();
        if (type.ParameterList is not null)
            return type;
        if (constructors.Length == 0)
            return symbol.BaseType is { } parent && parent.InstanceConstructors.Any(static c => c.Parameters.IsEmpty)
                && ((CSharpParseOptions)type.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp12 ? type : null;
        return constructors.Length == 1 && constructors[0] is { Body: not null, Initializer: null } && !isInitializer && symbol.GetMembers("_configuration").IsEmpty
            && place.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is null ? type : null;
    }

    private static (bool IsStatic, bool IsInitializer) Context(SyntaxNode place)
    {
        foreach (var ancestor in place.Ancestors())
        {
            switch (ancestor)
            {
                case BaseFieldDeclarationSyntax field:
                    return (field.Modifiers.Any(SyntaxKind.StaticKeyword) || field.Modifiers.Any(SyntaxKind.ConstKeyword), true);
                case PropertyDeclarationSyntax property:
                    return (property.Modifiers.Any(SyntaxKind.StaticKeyword), property.Initializer is { } initializer && initializer.Span.Contains(place.Span));
                case BaseMethodDeclarationSyntax method:
                    return (method.Modifiers.Any(SyntaxKind.StaticKeyword), false);
                case BaseTypeDeclarationSyntax:
                    return (false, true);
            }
        }

        return (true, false);
    }

    private static bool IsUsable(ISymbol symbol, SyntaxNode place, bool isStatic, bool isInitializer) => symbol switch
    {
        ILocalSymbol { DeclaringSyntaxReferences.Length: 1 } local =>
            local.DeclaringSyntaxReferences[0].Span.End <= place.SpanStart && local.DeclaringSyntaxReferences[0].SyntaxTree == place.SyntaxTree,
        IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } when place.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is null =>
            !isStatic && constructor.DeclaringSyntaxReferences.Length == 1,
        IParameterSymbol => true,
        IFieldSymbol { IsStatic: true, CanBeReferencedByName: true } or IPropertySymbol { IsStatic: true, GetMethod: not null } => true,
        IFieldSymbol { CanBeReferencedByName: true } or IPropertySymbol { GetMethod: not null } => !isStatic && !isInitializer,
        _ => false,
    };

    private static ITypeSymbol? Type(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
