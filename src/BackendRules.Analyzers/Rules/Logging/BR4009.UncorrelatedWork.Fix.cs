using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Opens a scope in each round of a loop; makes Serilog read its context.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UncorrelatedWorkFix() : RuleFix("BR4009")
{
    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (Configuration(root, finding) is not null)
            return ImmutableArray.Create(new Repair("Enrich from the log context", "BR4009"));
        return Body(root, finding) is { } body && Scope(body, model) is not null ? ImmutableArray.Create(new Repair("Open a scope in each round", "BR4009")) : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var lineBreak = LineBreak.Of(editor.OriginalRoot);
        foreach (var finding in findings)
        {
            if (Configuration(editor.OriginalRoot, finding) is { } creation)
            {
                editor.ReplaceNode(creation, static (current, _) => Enriched((ExpressionSyntax)current));
                continue;
            }

            if (Body(editor.OriginalRoot, finding) is not { } body || Scope(body, editor.SemanticModel) is not { } text)
                continue;
            var scope = SyntaxFactory.ParseStatement(text).WithTrailingTrivia(lineBreak).WithAdditionalAnnotations(Formatter.Annotation);
            editor.ReplaceNode(body, (current, _) => ((BlockSyntax)current).WithStatements(((BlockSyntax)current).Statements.Insert(0, scope)));
        }
    }

    private static ExpressionSyntax Enriched(ExpressionSyntax configuration)
    {
        var written = SyntaxFactory.ParseExpression("x.Enrich.FromLogContext()");
        return written.ReplaceNode(written.DescendantNodes().OfType<IdentifierNameSyntax>().First(), configuration.WithoutTrivia()).WithTriviaFrom(configuration);
    }

    private static ObjectCreationExpressionSyntax? Configuration(SyntaxNode root, Diagnostic finding) =>
        finding.Properties.TryGetValue(UncorrelatedWork.Flaw, out var flaw) && flaw == "enricher"
            ? root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) as ObjectCreationExpressionSyntax : null;

    private static BlockSyntax? Body(SyntaxNode root, Diagnostic finding) => root.FindToken(finding.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<StatementSyntax>() switch
    {
        WhileStatementSyntax loop => loop.Statement as BlockSyntax,
        ForStatementSyntax loop => loop.Statement as BlockSyntax,
        DoStatementSyntax loop => loop.Statement as BlockSyntax,
        CommonForEachStatementSyntax loop => loop.Statement as BlockSyntax,
        _ => null,
    };

    /// <summary>The scope in the words of the library that the loop logs with.</summary>
    private static string? Scope(BlockSyntax body, SemanticModel model)
    {
        var taken = new HashSet<string>(body.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken))
            .Select(static token => token.ValueText) ?? [], StringComparer.Ordinal);
        foreach (var call in body.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (call.Expression is not MemberAccessExpressionSyntax { Expression: var logger } || LogCallSyntax.Around(call, model, default) is not { } log || log.Call != call)
                continue;
            var name = PlaceholderName.Unique("scope", taken);
            return log.Log.Library switch
            {
                LogLibrary.Microsoft => $"using var {name} = {logger}.BeginScope(\"Round {{RoundId}}\", {Guid(model, body)}.NewGuid());",
                LogLibrary.Serilog => $"using var {name} = Serilog.Context.LogContext.PushProperty(\"RoundId\", {Guid(model, body)}.NewGuid());",
                LogLibrary.NLog => $"using var {name} = NLog.ScopeContext.PushProperty(\"RoundId\", {Guid(model, body)}.NewGuid());",
                _ => null,
            };
        }

        return null;
    }

    private static string Guid(SemanticModel model, SyntaxNode place) =>
        model.LookupNamespacesAndTypes(place.SpanStart, name: "Guid").OfType<INamedTypeSymbol>().Any(static type => type.Is("System.Guid")) ? "Guid" : "System.Guid";
}
