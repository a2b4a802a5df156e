using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Refuses an entry whose full path leaves the folder, where the folder and the name are joined in a local.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ArchivePathFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Refuse entries that leave the folder", "BR1005.refuse"));

    public ArchivePathFix()
        : base("BR1005")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Joined(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        foreach (var join in findings.Select(finding => Joined(model, editor.OriginalRoot, finding, cancellation)).OfType<InvocationExpressionSyntax>().Distinct())
        {
            var path = ShortName.Of("System.IO.Path", model, join.SpanStart);
            var statement = join.FirstAncestorOrSelf<StatementSyntax>()!;
            var folder = join.ArgumentList.Arguments[0].Expression.WithoutTrivia();
            var full = $"{path}.GetFullPath({join.WithoutTrivia()})";
            if (join.Parent?.Parent is VariableDeclaratorSyntax declarator)
            {
                editor.InsertAfter(statement, Refusal(declarator.Identifier.ValueText, folder, path, model, join.SpanStart));
                editor.ReplaceNode(join, SyntaxFactory.ParseExpression(full).WithTriviaFrom(join));
                continue;
            }

            var name = Free("path", model, join.SpanStart);
            var declaration = SyntaxFactory.ParseStatement($"var {name} = {full};\n").WithAdditionalAnnotations(Formatter.Annotation);
            var refusal = Refusal(name, folder, path, model, join.SpanStart);
            var rest = statement.ReplaceNode(join, SyntaxFactory.IdentifierName(name).WithTriviaFrom(join));
            if (statement.Parent is BlockSyntax)
            {
                editor.InsertBefore(statement, new[] { declaration, refusal });
                editor.ReplaceNode(statement, rest);
            }
            else
            {
                editor.ReplaceNode(statement, SyntaxFactory.Block(declaration, refusal, rest.WithoutLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation));
            }
        }
    }

    private static StatementSyntax Refusal(string name, ExpressionSyntax folder, string path, SemanticModel model, int at) =>
        SyntaxFactory.ParseStatement($"if (!{name}.StartsWith({path}.TrimEndingDirectorySeparator({path}.GetFullPath({folder})) + {path}.DirectorySeparatorChar, {ShortName.Of("System.StringComparison", model, at)}.Ordinal))\n    throw new {ShortName.Of("System.IO.InvalidDataException", model, at)}(\"An entry leaves the folder.\");\n")
            .WithAdditionalAnnotations(Formatter.Annotation);

    private static string Free(string name, SemanticModel model, int at)
    {
        for (var number = 1; ; number++)
        {
            var candidate = number == 1 ? name : name + number;
            if (model.LookupSymbols(at, name: candidate).IsEmpty)
                return candidate;
        }
    }

    /// <summary>The join of a folder that has a name and an entry's path, in the call or in the local that the call is given.</summary>
    private static InvocationExpressionSyntax? Joined(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax path)
            return null;
        if (path is IdentifierNameSyntax name)
        {
            if (DeclaredLocal.Of(name, model, cancellation) is not { Initializer.Value: { } value, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } } })
                return null;
            path = value;
        }

        return path is InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax }, _, ..] } call
            && JoinedPath.Is(call, model, cancellation) && call.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax or LocalDeclarationStatementSyntax ? call : null;
    }
}
