using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules.Flow;

/// <summary>The bodies of a file: methods, constructors, accessors, operators, initialisers that matter, and top-level statements.</summary>
internal static class BodyFinder
{
    public static IEnumerable<Body> In(SemanticModel model, CancellationToken cancellation)
    {
        var root = (CompilationUnitSyntax)model.SyntaxTree.GetRoot(cancellation);
        if (root.Members.Any(SyntaxKind.GlobalStatement) && model.GetDeclaredSymbol(root, cancellation) is { } main)
            yield return new Body(model.GetOperation(root, cancellation), main, null, root, model);
        foreach (var node in root.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
        {
            foreach (var body in node switch
            {
                BaseMethodDeclarationSyntax method => Method(model, method, cancellation),
                BasePropertyDeclarationSyntax property => Property(model, property, cancellation),
                FieldDeclarationSyntax field => Field(model, field, cancellation),
                TypeDeclarationSyntax type => Primary(model, type, cancellation),
                _ => [],
            })
                yield return body;
        }
    }

    private static IEnumerable<Body> Method(SemanticModel model, BaseMethodDeclarationSyntax syntax, CancellationToken cancellation)
    {
        if ((syntax.Body is not null || syntax.ExpressionBody is not null || syntax is ConstructorDeclarationSyntax { Initializer: not null })
            && model.GetDeclaredSymbol(syntax, cancellation) is { } method)
            yield return new Body(model.GetOperation(syntax, cancellation), method, null, syntax, model);
    }

    private static IEnumerable<Body> Property(SemanticModel model, BasePropertyDeclarationSyntax syntax, CancellationToken cancellation)
    {
        var arrow = syntax is PropertyDeclarationSyntax property ? property.ExpressionBody : (syntax as IndexerDeclarationSyntax)?.ExpressionBody;
        if (arrow is not null && model.GetDeclaredSymbol(syntax, cancellation) is IPropertySymbol { GetMethod: { } getter })
            yield return new Body(model.GetOperation(arrow, cancellation), getter, null, syntax, model);
        foreach (var accessor in syntax.AccessorList?.Accessors ?? default)
        {
            if ((accessor.Body is not null || accessor.ExpressionBody is not null) && model.GetDeclaredSymbol(accessor, cancellation) is { } method)
                yield return new Body(model.GetOperation(accessor, cancellation), method, null, accessor, model);
        }

        if (syntax is PropertyDeclarationSyntax { Initializer: { } initializer } && model.GetDeclaredSymbol(syntax, cancellation) is { } assigned)
        {
            foreach (var body in Initializer(model, initializer, assigned, cancellation))
                yield return body;
        }
    }

    private static IEnumerable<Body> Field(SemanticModel model, FieldDeclarationSyntax syntax, CancellationToken cancellation)
    {
        foreach (var variable in syntax.Declaration.Variables)
        {
            if (variable.Initializer is { } initializer && model.GetDeclaredSymbol(variable, cancellation) is { } assigned)
            {
                foreach (var body in Initializer(model, initializer, assigned, cancellation))
                    yield return body;
            }
        }
    }

    /// <summary>Only where a primary constructor's parameters may come in, or a call: other initialisers hold constants.</summary>
    private static IEnumerable<Body> Initializer(SemanticModel model, EqualsValueClauseSyntax syntax, ISymbol assigned, CancellationToken cancellation)
    {
        if (syntax.Value is LiteralExpressionSyntax || assigned.ContainingType is not { } type)
            yield break;
        var constructor = assigned.IsStatic ? type.StaticConstructors.FirstOrDefault() : PrimaryOf(type, cancellation) ?? type.InstanceConstructors.FirstOrDefault();
        if (constructor is not null)
            yield return new Body(model.GetOperation(syntax, cancellation), constructor, assigned, syntax, model);
    }

    private static IEnumerable<Body> Primary(SemanticModel model, TypeDeclarationSyntax syntax, CancellationToken cancellation)
    {
        if (syntax.ParameterList is not { Parameters.Count: > 0 } || model.GetDeclaredSymbol(syntax, cancellation) is not { } type)
            yield break;
        if (PrimaryOf(type, cancellation) is { } constructor)
            yield return new Body(model.GetOperation(syntax, cancellation), constructor, null, syntax.ParameterList, model);
    }

    private static IMethodSymbol? PrimaryOf(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var reference in constructor.DeclaringSyntaxReferences)
            {
                if (reference.GetSyntax(cancellation) is TypeDeclarationSyntax)
                    return constructor;
            }
        }

        return null;
    }
}
