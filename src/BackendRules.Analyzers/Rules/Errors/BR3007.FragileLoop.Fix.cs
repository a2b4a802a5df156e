using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Guards the body of the loop: log, wait a little, go on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class FragileLoopFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_guard = ImmutableArray.Create(new Repair("Catch and log inside the loop", "BR3007.guard"));

    public FragileLoopFix()
        : base("BR3007")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Body(root, finding) is { } body && LoggerInScope.At(body, model, cancellation) is not null ? s_guard : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Body(editor.OriginalRoot, finding) is not { } body || LoggerInScope.At(body, editor.SemanticModel, cancellation) is not { } logger)
                continue;
            var token = Token(body, editor.SemanticModel, cancellation);
            var waits = body.Parent is WhileStatementSyntax { Condition: var condition } ? !condition.ToString().Contains("Wait") : body.Parent is not CommonForEachStatementSyntax;
            var log = logger.Error("ex", LoggerInScope.Failure(body));
            var lineBreak = LineBreak.Of(editor.OriginalRoot);
            editor.ReplaceNode(body, (current, _) => Guarded((BlockSyntax)current, log, token, waits, lineBreak));
        }
    }

    private static BlockSyntax? Body(SyntaxNode root, Diagnostic finding) =>
        root.FindToken(finding.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<StatementSyntax>() switch
        {
            WhileStatementSyntax loop => loop.Statement as BlockSyntax,
            ForStatementSyntax loop => loop.Statement as BlockSyntax,
            DoStatementSyntax loop => loop.Statement as BlockSyntax,
            CommonForEachStatementSyntax loop => loop.Statement as BlockSyntax,
            _ => null,
        };

    private static string? Token(SyntaxNode body, SemanticModel model, CancellationToken cancellation) =>
        body.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method && model.GetDeclaredSymbol(method, cancellation) is { } symbol
            ? symbol.Parameters.FirstOrDefault(static p => p.Type.Is("System.Threading.CancellationToken"))?.Name
            : null;

    private static BlockSyntax Guarded(BlockSyntax body, StatementSyntax log, string? token, bool waits, SyntaxTrivia lineBreak)
    {
        var filter = token is null ? "ex is not OperationCanceledException" : $"!{token}.IsCancellationRequested";
        var handled = new List<StatementSyntax> { log.WithTrailingTrivia(lineBreak) };
        if (waits)
            handled.Add(SyntaxFactory.ParseStatement($"await Task.Delay(TimeSpan.FromSeconds(5){(token is null ? "" : ", " + token)});").WithTrailingTrivia(lineBreak));
        var clause = SyntaxFactory.CatchClause(
            SyntaxFactory.CatchDeclaration(SyntaxFactory.IdentifierName("Exception"), SyntaxFactory.Identifier("ex")).NormalizeWhitespace(),
            SyntaxFactory.CatchFilterClause(SyntaxFactory.ParseExpression(filter)),
            Block(SyntaxFactory.List(handled), lineBreak));
        var attempt = SyntaxFactory.TryStatement(Block(body.Statements, lineBreak), SyntaxFactory.SingletonList(clause), null)
            .WithTryKeyword(SyntaxFactory.Token(SyntaxKind.TryKeyword).WithTrailingTrivia(lineBreak)).WithTrailingTrivia(lineBreak);
        return body.WithStatements(SyntaxFactory.SingletonList<StatementSyntax>(attempt)).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static BlockSyntax Block(SyntaxList<StatementSyntax> statements, SyntaxTrivia lineBreak) => SyntaxFactory.Block(
        SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(lineBreak), statements, SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(lineBreak));
}
