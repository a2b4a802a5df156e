using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Loads by key once before the loop, or saves once after it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class QueryInLoopFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_load = ImmutableArray.Create(new Repair("Load them with one query before the loop", "BR6001.load"));
    private static readonly ImmutableArray<Repair> s_save = ImmutableArray.Create(new Repair("Save once after the loop", "BR6001.save"));

    public QueryInLoopFix()
        : base("BR6001")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (Call(root, finding) is not { } call)
            return ImmutableArray<Repair>.Empty;
        if (Save(call, model, cancellation) is not null)
            return s_save;
        return LookupInLoop.Of(call, model, cancellation) is null && StatementInLoop.Of(call, model, cancellation) is null ? ImmutableArray<Repair>.Empty : s_load;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Call(editor.OriginalRoot, finding) is not { } call)
                continue;
            if (repair.Key == "BR6001.save" && Save(call, editor.SemanticModel, cancellation) is var (statement, loop))
            {
                editor.RemoveNode(statement, SyntaxRemoveOptions.KeepUnbalancedDirectives);
                var indent = Indent.Of(loop);
                editor.InsertAfter(loop, statement.WithLeadingTrivia(indent).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed));
            }
            else if (repair.Key == "BR6001.load")
            {
                LookupInLoop.Of(call, editor.SemanticModel, cancellation)?.Apply(editor);
                StatementInLoop.Of(call, editor.SemanticModel, cancellation)?.Apply(editor);
            }
        }
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax;

    /// <summary>The last statement of the loop's body, which depends on nothing of the loop.</summary>
    private static (StatementSyntax Statement, StatementSyntax Loop)? Save(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(call, cancellation).Symbol?.Name is not ("SaveChanges" or "SaveChangesAsync"))
            return null;
        SyntaxNode whole = call.Parent is AwaitExpressionSyntax awaited ? awaited : call;
        if (whole.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax { Parent: StatementSyntax loop } block } statement || block.Statements[block.Statements.Count - 1] != statement || block.Statements.Count == 1)
            return null;
        if (loop is not (ForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax) || loop.Parent is not BlockSyntax
            || block.DescendantNodes().Any(static node => node is ContinueStatementSyntax or ReturnStatementSyntax))
            return null;
        var inLoop = model.AnalyzeDataFlow(loop);
        var used = model.AnalyzeDataFlow(whole);
        return used is { Succeeded: true } && inLoop is { Succeeded: true } && !used.ReadInside.Intersect(inLoop.VariablesDeclared, SymbolEqualityComparer.Default).Any() ? (statement, loop) : null;
    }
}
