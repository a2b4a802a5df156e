using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>ADO.NET: the values become parameters of the command, in statements behind the one that sets its text.</summary>
internal static class SqlCommandChange
{
    /// <summary>A command that is made with its text and kept in a local.</summary>
    public static Action<DocumentEditor>? Of(BaseObjectCreationExpressionSyntax creation, INamedTypeSymbol type, TextTemplate template, SemanticModel model, CancellationToken cancellation) =>
        creation.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } ? null : declarator.Parent?.Parent switch
        {
            LocalDeclarationStatementSyntax statement => After(statement, declarator.Identifier.ValueText, type, template, model, cancellation),
            UsingStatementSyntax { Statement: BlockSyntax { Statements: [var first, ..] } } => Before(first, declarator.Identifier.ValueText, type, template, model, cancellation),
            _ => null,
        };

    public static Action<DocumentEditor>? After(StatementSyntax statement, string command, ITypeSymbol? type, TextTemplate template, SemanticModel model, CancellationToken cancellation) =>
        statement.Parent is BlockSyntax or GlobalStatementSyntax && Made(command, type, template, model, cancellation) is var (text, added)
            ? editor =>
            {
                editor.ReplaceNode(template.Node, text.WithTriviaFrom(template.Node));
                if (statement.Parent is GlobalStatementSyntax global)
                    editor.InsertAfter(global, added.Select(one => SyntaxFactory.GlobalStatement(Placed(one, statement))));
                else
                    editor.InsertAfter(statement, added.Select(one => Placed(one, statement)));
            }
            : null;

    private static Action<DocumentEditor>? Before(StatementSyntax first, string command, ITypeSymbol? type, TextTemplate template, SemanticModel model, CancellationToken cancellation) =>
        Made(command, type, template, model, cancellation) is var (text, added)
            ? editor =>
            {
                editor.ReplaceNode(template.Node, text.WithTriviaFrom(template.Node));
                editor.InsertBefore(first, added.Select(one => Placed(one, first)));
            }
            : null;

    private static (ExpressionSyntax Text, List<StatementSyntax> Added)? Made(string command, ITypeSymbol? type, TextTemplate template, SemanticModel model, CancellationToken cancellation)
    {
        if (type is null)
            return null;
        var prefix = type.ContainingNamespace?.ToDisplayString().Contains("Oracle") == true ? ":" : "@";
        var name = (SyntaxNode)template.Node;
        var taken = template.Parts.Where(static part => part.Text is not null).SelectMany(static part => System.Text.RegularExpressions.Regex.Matches(part.Text!, @"[@:](\w+)").Cast<System.Text.RegularExpressions.Match>()).Select(static match => match.Groups[1].Value);
        if (SqlParameters.Of(template, prefix, takesLists: false, taken, model, cancellation) is not { } parameters)
            return null;
        var hasShort = Parameters(type)?.Type is { } collection && Members(collection).Any(static member => member is IMethodSymbol { Name: "AddWithValue", DeclaredAccessibility: Accessibility.Public });
        var added = new List<StatementSyntax>();
        foreach (var parameter in parameters.Values)
        {
            var value = parameter.MayBeNull ? $"(object?){parameter.Value} ?? DBNull.Value" : parameter.Value;
            if (hasShort)
            {
                added.Add(SyntaxFactory.ParseStatement($"{command}.Parameters.AddWithValue(\"{prefix}{parameter.Name}\", {value});"));
                continue;
            }

            var local = char.ToLowerInvariant(parameter.Name[0]) + parameter.Name.Substring(1) + "Parameter";
            added.Add(SyntaxFactory.ParseStatement($"var {local} = {command}.CreateParameter();"));
            added.Add(SyntaxFactory.ParseStatement($"{local}.ParameterName = \"{prefix}{parameter.Name}\";"));
            added.Add(SyntaxFactory.ParseStatement($"{local}.Value = {value};"));
            added.Add(SyntaxFactory.ParseStatement($"{command}.Parameters.Add({local});"));
        }

        return (SyntaxFactory.ParseExpression(template.Render(parameters.Parts, interpolated: false)), added);
    }

    private static IPropertySymbol? Parameters(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers("Parameters").OfType<IPropertySymbol>().FirstOrDefault() is { } property)
                return property;
        }

        return null;
    }

    private static IEnumerable<ISymbol> Members(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers("AddWithValue"))
                yield return member;
        }
    }

    private static StatementSyntax Placed(StatementSyntax added, StatementSyntax beside)
    {
        var leading = beside.GetLeadingTrivia();
        var indent = leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(leading[leading.Count - 1]) : default;
        return added.WithLeadingTrivia(indent).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
