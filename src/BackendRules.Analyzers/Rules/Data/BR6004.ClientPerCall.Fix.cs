using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Injects the client where the project registers one, or takes the switch that turns pooling off out of the connection string.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ClientPerCallFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_inject = ImmutableArray.Create(new Repair("Inject the shared client", "BR6004.inject"));
    private static readonly ImmutableArray<Repair> s_pool = ImmutableArray.Create(new Repair("Let connections be pooled", "BR6004.pool"));

    public ClientPerCallFix()
        : base("BR6004")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        var node = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is LiteralExpressionSyntax or AssignmentExpressionSyntax)
            return s_pool;
        return Service(model, finding) is { } service && IsRegistered(model, service, cancellation) && Shape(node) is not null && new ConstructorInjection(model, cancellation).Ask(node, service) is not null
            ? s_inject
            : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var injection = new ConstructorInjection(editor.SemanticModel, cancellation);
        foreach (var finding in findings)
        {
            var node = editor.OriginalRoot.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
            if (repair.Key == "BR6004.pool")
                Pool(editor, node);
            else if (Service(editor.SemanticModel, finding) is { } service && IsRegistered(editor.SemanticModel, service, cancellation) && Shape(node) is { } shape && injection.Ask(node, service) is { } name)
                shape(editor, service.Name == "IHttpClientFactory" ? SyntaxFactory.ParseExpression(name + ".CreateClient()") : SyntaxFactory.IdentifierName(name));
        }

        injection.Apply(editor);
    }

    private static INamedTypeSymbol? Service(SemanticModel model, Diagnostic finding) =>
        finding.Properties.TryGetValue(ClientPerCall.Inject, out var name) && name is not null ? Known.Of(model.Compilation)[name] : null;

    private static bool IsRegistered(SemanticModel model, INamedTypeSymbol service, CancellationToken cancellation)
    {
        var words = PooledClient.All.Where(client => service.Is(client.Inject)).SelectMany(static client => client.Registered).ToArray();
        return model.Compilation.SyntaxTrees.Any(tree => Array.Exists(words, word => tree.GetText(cancellation).ToString().IndexOf(word, StringComparison.Ordinal) >= 0));
    }

    /// <summary>How the creation is replaced, or null where its settings would be lost.</summary>
    private static Action<DocumentEditor, ExpressionSyntax>? Shape(SyntaxNode node)
    {
        switch (node)
        {
            case BaseObjectCreationExpressionSyntax { Initializer: { } initializer, ArgumentList: null or { Arguments.Count: 0 }, Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } } creation
                when variable.Parent?.Parent is LocalDeclarationStatementSyntax { Parent: BlockSyntax } statement:
                return (editor, value) =>
                {
                    editor.ReplaceNode(creation, value.WithTriviaFrom(creation));
                    editor.InsertAfter(statement, initializer.Expressions.OfType<AssignmentExpressionSyntax>().Select(setting => (SyntaxNode)SyntaxFactory.ExpressionStatement(
                        setting.WithoutTrivia().WithLeft(SyntaxFactory.ParseExpression($"{variable.Identifier.ValueText}.{setting.Left.WithoutTrivia()}").WithTrailingTrivia(SyntaxFactory.Space))).WithAdditionalAnnotations(Formatter.Annotation)));
                };
            case BaseObjectCreationExpressionSyntax { Initializer: null } creation:
                return creation.ArgumentList is null or { Arguments.Count: 0 } || IsConnection(creation) ? Plain(creation) : null;
            case InvocationExpressionSyntax { Parent: AwaitExpressionSyntax awaited }:
                return Plain(awaited);
            case InvocationExpressionSyntax call:
                return Plain(call);
            default:
                return null;
        }

        static Action<DocumentEditor, ExpressionSyntax>? Plain(ExpressionSyntax old)
        {
            var isDisposed = old.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { UsingKeyword.RawKind: not 0 } local && local.Declaration.Variables[0].Initializer?.Value == old;
            return (editor, value) =>
            {
                editor.ReplaceNode(old, value.WithTriviaFrom(old));
                // Whoever asks for a shared client must not dispose of it; clients of the factory may be.
                if (isDisposed && value is IdentifierNameSyntax && old.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { } statement)
                    editor.ReplaceNode(statement, static (current, _) => Undisposed((LocalDeclarationStatementSyntax)current));
            };
        }
    }

    private static SyntaxNode Undisposed(LocalDeclarationStatementSyntax statement) =>
        statement.WithAwaitKeyword(default).WithUsingKeyword(default).WithLeadingTrivia(statement.GetLeadingTrivia());

    /// <summary>Arguments that say where to connect are the registration's business; a handler is not.</summary>
    private static bool IsConnection(BaseObjectCreationExpressionSyntax creation) =>
        creation is not ObjectCreationExpressionSyntax { Type: var type } || !type.ToString().EndsWith("HttpClient", StringComparison.Ordinal);

    private static void Pool(DocumentEditor editor, SyntaxNode node)
    {
        switch (node)
        {
            case LiteralExpressionSyntax literal:
                var text = literal.Token.Text;
                var match = System.Text.RegularExpressions.Regex.Match(text, @"\s*Pooling\s*=\s*(?:false|no|0)\s*;?", System.Text.RegularExpressions.RegexOptions.IgnoreCase);
                if (match.Success)
                    editor.ReplaceNode(literal, SyntaxFactory.ParseExpression(text.Remove(match.Index, match.Length).Replace(";\"", "\"")).WithTriviaFrom(literal));
                break;
            case AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax { Parent: BlockSyntax } statement }:
                editor.RemoveNode(statement, SyntaxRemoveOptions.KeepUnbalancedDirectives);
                break;
            case AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment:
                editor.ReplaceNode(assignment.Right, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression).WithTriviaFrom(assignment.Right));
                break;
        }
    }
}
