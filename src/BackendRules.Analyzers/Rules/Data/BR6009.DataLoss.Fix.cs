using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Renames the column instead of deleting one and adding another.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class DataLossFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Rename the column", "BR6009.rename"));

    public DataLossFix()
        : base("BR6009")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Pair(root, finding, "Up", "AddColumn", added: true) is not null ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            var (root, old) = (editor.OriginalRoot, Old(editor.OriginalRoot, finding));
            if (old is null || !finding.Properties.TryGetValue(DataLoss.Rename, out var name) || Pair(root, finding, "Up", "AddColumn", added: true) is not var (drop, add))
                continue;
            editor.ReplaceNode(drop, Renamed(drop, old, name!));
            editor.RemoveNode(add, SyntaxRemoveOptions.KeepUnbalancedDirectives);
            if (Pair(root, finding, "Down", "DropColumn", added: false) is not var (back, gone))
                continue;
            editor.ReplaceNode(back, Renamed(back, name!, old));
            editor.RemoveNode(gone, SyntaxRemoveOptions.KeepUnbalancedDirectives);
        }
    }

    private static string? Old(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax call ? Argument(call, "name", 0)?.Token.ValueText : null;

    /// <summary>In <c>Up</c> the statement that deletes and the one that adds; in <c>Down</c> the one that deletes the new column and the one that brings the old one back.</summary>
    private static (ExpressionStatementSyntax First, ExpressionStatementSyntax Second)? Pair(SyntaxNode root, Diagnostic finding, string method, string second, bool added)
    {
        if (!finding.Properties.TryGetValue(DataLoss.Rename, out var name) || root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax drop
            || Old(root, finding) is not { } old || Argument(drop, "table", 1)?.Token.ValueText is not { } table)
            return null;
        var body = drop.FirstAncestorOrSelf<ClassDeclarationSyntax>()?.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(m => m.Identifier.ValueText == method);
        var calls = body?.DescendantNodes().OfType<InvocationExpressionSyntax>().ToArray() ?? [];
        var one = Array.Find(calls, call => Is(call, "DropColumn", added ? old : name!, table));
        var other = Array.Find(calls, call => Is(call, "AddColumn", added ? name! : old, table));
        return one?.Parent is ExpressionStatementSyntax first && other?.Parent is ExpressionStatementSyntax next ? (first, next) : null;
    }

    private static bool Is(InvocationExpressionSyntax call, string method, string name, string table) =>
        call.Expression is MemberAccessExpressionSyntax access && access.Name.Identifier.ValueText == method && Argument(call, "name", 0)?.Token.ValueText == name && call.ArgumentList.Arguments.Any(argument => argument.Expression is LiteralExpressionSyntax literal && literal.Token.ValueText == table);

    private static LiteralExpressionSyntax? Argument(InvocationExpressionSyntax call, string name, int position) =>
        (call.ArgumentList.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == name) ?? call.ArgumentList.Arguments.ElementAtOrDefault(position))?.Expression as LiteralExpressionSyntax;

    private static StatementSyntax Renamed(ExpressionStatementSyntax statement, string from, string to)
    {
        var call = (InvocationExpressionSyntax)statement.Expression;
        var table = Argument(call, "table", 1)!.Token.ValueText;
        var builder = ((MemberAccessExpressionSyntax)call.Expression).Expression;
        return SyntaxFactory.ParseStatement($"{builder}.RenameColumn(name: \"{from}\", table: \"{table}\", newName: \"{to}\");").WithTriviaFrom(statement);
    }
}
