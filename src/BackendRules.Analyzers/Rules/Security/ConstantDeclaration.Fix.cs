using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>A <c>const</c> whose value will come from outside: it becomes a read-only field, or a variable.</summary>
internal static class ConstantDeclaration
{
    /// <summary>The declaration, when the expression is the value of a constant.</summary>
    public static SyntaxNode? Of(ExpressionSyntax value) => value.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: { } declaration } }
        ? declaration switch
        {
            FieldDeclarationSyntax field when field.Modifiers.Any(SyntaxKind.ConstKeyword) => field,
            LocalDeclarationStatementSyntax local when local.Modifiers.Any(SyntaxKind.ConstKeyword) => local,
            _ => null,
        }
        : null;

    /// <summary>Whether nothing needs it to be constant. Constants that other files may use stay.</summary>
    public static bool CanLoosen(SyntaxNode declaration, SemanticModel model, SyntaxNode root, CancellationToken cancellation)
    {
        var variables = declaration is FieldDeclarationSyntax field ? field.Declaration.Variables : ((LocalDeclarationStatementSyntax)declaration).Declaration.Variables;
        if (variables.Count != 1 || model.GetDeclaredSymbol(variables[0], cancellation) is not { } symbol)
            return false;
        if (symbol is IFieldSymbol && (symbol.DeclaredAccessibility != Accessibility.Private || symbol.ContainingType.DeclaringSyntaxReferences.Length != 1))
            return false;
        foreach (var name in root.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText == symbol.Name && NeedsConstant(name) && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, symbol))
                return false;
        }

        return true;
    }

    public static void Loosen(DocumentEditor editor, SyntaxNode declaration) => editor.ReplaceNode(declaration, static (current, _) =>
    {
        if (current is LocalDeclarationStatementSyntax local)
        {
            var bare = local.WithModifiers(SyntaxFactory.TokenList(local.Modifiers.Where(static m => !m.IsKind(SyntaxKind.ConstKeyword))));
            return bare.WithLeadingTrivia(local.GetLeadingTrivia());
        }

        var field = (FieldDeclarationSyntax)current;
        var modifiers = new List<SyntaxToken>();
        foreach (var modifier in field.Modifiers)
        {
            if (!modifier.IsKind(SyntaxKind.ConstKeyword))
            {
                modifiers.Add(modifier);
                continue;
            }

            modifiers.Add(SyntaxFactory.Token(modifier.LeadingTrivia, SyntaxKind.StaticKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)));
            modifiers.Add(SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.ReadOnlyKeyword, modifier.TrailingTrivia));
        }

        return field.WithModifiers(SyntaxFactory.TokenList(modifiers));
    });

    private static bool NeedsConstant(IdentifierNameSyntax name)
    {
        foreach (var ancestor in name.Ancestors())
        {
            switch (ancestor)
            {
                case AttributeSyntax or ParameterSyntax or CaseSwitchLabelSyntax or PatternSyntax:
                    return true;
                case FieldDeclarationSyntax field:
                    return field.Modifiers.Any(SyntaxKind.ConstKeyword);
                case LocalDeclarationStatementSyntax local:
                    return local.Modifiers.Any(SyntaxKind.ConstKeyword);
                case MemberDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }
}
