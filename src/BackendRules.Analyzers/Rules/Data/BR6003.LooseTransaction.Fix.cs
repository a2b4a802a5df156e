using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Commits at the end, lets the scope flow over awaits, or passes the transaction on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LooseTransactionFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_commit = ImmutableArray.Create(new Repair("Commit at the end", "BR6003"));
    private static readonly ImmutableArray<Repair> s_flow = ImmutableArray.Create(new Repair("Let the scope flow over awaits", "BR6003"));
    private static readonly ImmutableArray<Repair> s_pass = ImmutableArray.Create(new Repair("Pass the transaction", "BR6003"));

    public LooseTransactionFix()
        : base("BR6003")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) => Missing(finding) switch
    {
        "flow" => s_flow,
        "transaction" => s_pass,
        // What a return computes may itself belong to the transaction: it is computed first, which a task that nobody awaits isn't.
        _ => Block(root, finding) is { Statements.Count: > 0 } block && block.Statements.Last() is var last && last is not ThrowStatementSyntax
            && !(last is ReturnStatementSyntax { Expression: { } result and not AwaitExpressionSyntax } && result.DescendantNodesAndSelf().Any(static node =>
                node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } && name.EndsWith("Async", StringComparison.Ordinal))) ? s_commit : ImmutableArray<Repair>.Empty,
    };

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            var node = editor.OriginalRoot.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
            finding.Properties.TryGetValue(LooseTransaction.Local, out var local);
            switch (Missing(finding))
            {
                case "flow" when node is BaseObjectCreationExpressionSyntax made:
                    editor.ReplaceNode(made, (current, _) => Flowing((BaseObjectCreationExpressionSyntax)current));
                    break;
                case "transaction" when node is InvocationExpressionSyntax call:
                    editor.ReplaceNode(call.ArgumentList, (current, _) => Passed((ArgumentListSyntax)current, local!));
                    break;
                case { } commit when Block(editor.OriginalRoot, finding) is { } block:
                    Committed(editor, block, local!, commit, Token(node, editor.SemanticModel, cancellation));
                    break;
            }
        }
    }

    private static string? Missing(Diagnostic finding) => finding.Properties.TryGetValue(LooseTransaction.Missing, out var missing) ? missing : null;

    private static ArgumentListSyntax Passed(ArgumentListSyntax list, string local)
    {
        var argument = SyntaxFactory.Argument(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName("transaction")).WithTrailingTrivia(SyntaxFactory.Space), default, SyntaxFactory.IdentifierName(local));
        return list.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(list.Arguments.GetWithSeparators().Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)).Add(argument)));
    }

    private static BaseObjectCreationExpressionSyntax Flowing(BaseObjectCreationExpressionSyntax made)
    {
        var option = SyntaxFactory.Argument(SyntaxFactory.ParseExpression("TransactionScopeAsyncFlowOption.Enabled"));
        var list = made.ArgumentList ?? SyntaxFactory.ArgumentList();
        return made.WithArgumentList(list.Arguments.Count == 0 ? list.AddArguments(option)
            : list.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(list.Arguments.GetWithSeparators().Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)).Add(option))));
    }

    /// <summary>The block that the transaction lives in: the one around its declaration, or the body of its <c>using</c> statement.</summary>
    private static BlockSyntax? Block(SyntaxNode root, Diagnostic finding)
    {
        foreach (var node in root.FindNode(finding.Location.SourceSpan).AncestorsAndSelf())
        {
            switch (node)
            {
                case UsingStatementSyntax { Statement: BlockSyntax body }:
                    return body;
                case LocalDeclarationStatementSyntax { Parent: BlockSyntax around }:
                    return around;
                case StatementSyntax or MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The token that the transaction was begun with.</summary>
    private static string Token(SyntaxNode begun, SemanticModel model, CancellationToken cancellation)
    {
        var calls = begun.AncestorsAndSelf().TakeWhile(static node => node is not StatementSyntax).Concat(begun.DescendantNodes()).OfType<InvocationExpressionSyntax>();
        var last = calls.FirstOrDefault(static call => call.ArgumentList.Arguments.Count > 0)?.ArgumentList.Arguments.Last().Expression;
        return last is IdentifierNameSyntax or MemberAccessExpressionSyntax && model.GetTypeInfo(last, cancellation).Type.Is("System.Threading.CancellationToken") ? last.ToString() : "";
    }

    private static void Committed(DocumentEditor editor, BlockSyntax block, string local, string commit, string token)
    {
        var last = block.Statements.Last();
        var leading = last.GetLeadingTrivia();
        var indent = leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(leading[leading.Count - 1]) : default;
        var waits = commit.EndsWith("Async", StringComparison.Ordinal);
        var statement = SyntaxFactory.ParseStatement($"{(waits ? "await " : "")}{local}.{commit}({(waits ? token : "")});").WithLeadingTrivia(indent).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
        if (last is ReturnStatementSyntax { Expression: { } answer } && answer.DescendantNodesAndSelf().Any(static node => node is InvocationExpressionSyntax))
        {
            // What is returned may still write: it comes first.
            var kept = SyntaxFactory.ParseStatement($"var result = {answer.WithoutTrivia()};").WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
            editor.InsertBefore(last, [kept, statement]);
            editor.ReplaceNode(last, SyntaxFactory.ParseStatement("return result;").WithLeadingTrivia(indent).WithTrailingTrivia(last.GetTrailingTrivia()));
        }
        else if (last is ReturnStatementSyntax || Closes(last))
            editor.InsertBefore(block.Statements.Reverse().TakeWhile(Closes).LastOrDefault() ?? last, statement);
        else
            editor.InsertAfter(last, statement);
    }

    /// <summary>A connection that is closed first takes the transaction with it.</summary>
    private static bool Closes(StatementSyntax statement) => statement is ExpressionStatementSyntax { Expression: var expression }
        && (expression is AwaitExpressionSyntax awaited ? awaited.Expression : expression) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Close" or "CloseAsync" or "Dispose" or "DisposeAsync" } };
}
