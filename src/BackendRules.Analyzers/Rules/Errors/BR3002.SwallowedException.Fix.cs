using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Logs the exception with the logger at hand and leaves the flow as it is, or throws it on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SwallowedExceptionFix : RuleFix
{
    private static readonly Repair s_log = new("Log the exception", "BR3002.log");
    private static readonly Repair s_rethrow = new("Throw it on", "BR3002.rethrow");

    public SwallowedExceptionFix()
        : base("BR3002")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (Clause(root, finding) is not { } clause)
            return ImmutableArray<Repair>.Empty;
        return LoggerInScope.At(clause.Block, model, cancellation) is null ? ImmutableArray.Create(s_rethrow) : ImmutableArray.Create(s_log, s_rethrow);
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Clause(editor.OriginalRoot, finding) is not { } clause)
                continue;
            var logger = LoggerInScope.At(clause.Block, editor.SemanticModel, cancellation);
            var name = CaughtVariable.Name(clause, editor.SemanticModel);
            if (repair.Key == s_rethrow.Key)
                editor.ReplaceNode(clause, static (current, _) => Rethrowing((CatchClauseSyntax)current));
            else if (logger is not null)
            {
                var letsThrough = IsCancelled(clause, editor.SemanticModel, cancellation);
                editor.ReplaceNode(clause, (current, _) => Logging((CatchClauseSyntax)current, logger.Error(name, LoggerInScope.Failure(clause)), name, letsThrough));
            }
        }
    }

    private static CatchClauseSyntax? Clause(SyntaxNode root, Diagnostic finding) =>
        root.FindToken(finding.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<CatchClauseSyntax>();

    /// <summary>Somebody may cancel what is tried, and that is no error to log.</summary>
    private static bool IsCancelled(CatchClauseSyntax clause, SemanticModel model, CancellationToken cancellation) =>
        clause is { Filter: null, Parent: TryStatementSyntax attempt } && model.GetOperation(clause, cancellation) is ICatchClauseOperation caught && caught.ExceptionType is null or { Name: "Exception" or "Object" }
        && !attempt.Catches.Any(other => other != clause && model.GetOperation(other, cancellation) is ICatchClauseOperation one && one.ExceptionType.IsOrInherits("System.OperationCanceledException"))
        && model.GetOperation(attempt.Block, cancellation) is IBlockOperation body && CancellationAsError.PassesToken(body);

    private static CatchClauseSyntax Logging(CatchClauseSyntax clause, StatementSyntax log, string name, bool letsThrough)
    {
        clause = letsThrough ? CaughtVariable.WithoutCancellation(clause, name) : CaughtVariable.Named(clause, name);
        return clause.WithBlock(With(clause.Block, clause.Block.Statements.Insert(0, log.WithAdditionalAnnotations(Formatter.Annotation))));
    }

    private static CatchClauseSyntax Rethrowing(CatchClauseSyntax clause)
    {
        var statements = clause.Block.Statements;
        if (statements.LastOrDefault() is ReturnStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax)
            statements = statements.RemoveAt(statements.Count - 1);
        return clause.WithBlock(With(clause.Block, statements.Add(SyntaxFactory.ThrowStatement().WithAdditionalAnnotations(Formatter.Annotation))));
    }

    /// <summary>A block on one line is laid out anew; comments in an empty one stay above the new statement.</summary>
    private static BlockSyntax With(BlockSyntax block, SyntaxList<StatementSyntax> statements)
    {
        var inside = block.CloseBraceToken.LeadingTrivia;
        var changed = block.WithStatements(statements);
        if (block.Statements.Count == 0 && inside.Any(static t => t.IsKind(SyntaxKind.SingleLineCommentTrivia) || t.IsKind(SyntaxKind.MultiLineCommentTrivia)))
        {
            changed = changed.WithStatements(statements.Replace(statements[0], statements[0].WithLeadingTrivia(inside)))
                .WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia());
        }

        return changed.WithAdditionalAnnotations(Formatter.Annotation);
    }
}
