using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Takes the configuration in a class's constructor.</summary>
internal static class ConfigurationParameter
{
    /// <summary>How members of the class will call it.</summary>
    public static string NameIn(TypeDeclarationSyntax type) => Constructor(type) is null ? "configuration" : "_configuration";

    public static ClassDeclarationSyntax Add(ClassDeclarationSyntax type, string typeName)
    {
        var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier("configuration")).WithType(SyntaxFactory.ParseTypeName(typeName));
        if (Constructor(type) is { } constructor)
            return Assigned(type, constructor, parameter);
        if (type.ParameterList is { } list)
            return type.WithParameterList(list.AddParameters(parameter).WithAdditionalAnnotations(Formatter.Annotation));
        var identifier = type.Identifier;
        var parameters = SyntaxFactory.ParameterList(SyntaxFactory.SingletonSeparatedList(parameter)).WithAdditionalAnnotations(Formatter.Annotation);
        return type.TypeParameterList is { } generics
            ? type.WithTypeParameterList(generics.WithTrailingTrivia()).WithParameterList(parameters.WithTrailingTrivia(generics.GetTrailingTrivia()))
            : type.WithIdentifier(identifier.WithTrailingTrivia()).WithParameterList(parameters.WithTrailingTrivia(identifier.TrailingTrivia));
    }

    private static ConstructorDeclarationSyntax? Constructor(TypeDeclarationSyntax type) =>
        type.Members.OfType<ConstructorDeclarationSyntax>().FirstOrDefault(static c => !c.Modifiers.Any(SyntaxKind.StaticKeyword));

    private static ClassDeclarationSyntax Assigned(ClassDeclarationSyntax type, ConstructorDeclarationSyntax constructor, ParameterSyntax parameter)
    {
        var end = LineEnd(type);
        var assignment = SyntaxFactory.ParseStatement("_configuration = configuration;").WithTrailingTrivia(end).WithAdditionalAnnotations(Formatter.Annotation);
        var changed = type.ReplaceNode(constructor, constructor
            .WithParameterList(constructor.ParameterList.AddParameters(parameter).WithAdditionalAnnotations(Formatter.Annotation))
            .WithBody(constructor.Body!.WithStatements(constructor.Body.Statements.Add(assignment))));
        var field = SyntaxFactory.FieldDeclaration(SyntaxFactory.VariableDeclaration(parameter.Type!.WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.SingletonSeparatedList(SyntaxFactory.VariableDeclarator("_configuration"))))
            .WithModifiers(SyntaxFactory.TokenList(SyntaxFactory.Token(SyntaxKind.PrivateKeyword), SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword)))
            .WithTrailingTrivia(end).WithAdditionalAnnotations(Formatter.Annotation);
        return changed.WithMembers(changed.Members.Insert(0, field));
    }

    private static SyntaxTrivia LineEnd(SyntaxNode node)
    {
        foreach (var trivia in node.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
                return trivia;
        }

        return SyntaxFactory.ElasticCarriageReturnLineFeed;
    }
}
