using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Moves the statement to where it works, with the comments on it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MisplacedMiddlewareFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_move = ImmutableArray.Create(new Repair("Move it to where it works", "BR2012.move"));

    public MisplacedMiddlewareFix()
        : base("BR2012")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Move(root, finding) is not null ? s_move : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var touched = new HashSet<SyntaxNode>();
        var orders = new Dictionary<SyntaxNode, List<SyntaxNode>>();
        foreach (var finding in findings.OrderBy(static f => f.Properties.ContainsKey(MisplacedMiddleware.Before) ? 0 : 1).ThenBy(static f => f.Location.SourceSpan.Start))
        {
            if (Move(editor.OriginalRoot, finding) is not { } move || !touched.Add(move.Statement))
                continue;
            var parent = move.Statement.Parent!;
            if (!orders.TryGetValue(parent, out var order))
                orders.Add(parent, order = Children(parent));
            order.Remove(move.Statement);
            order.Insert(order.IndexOf(move.Target) + (move.IsAfter ? 1 : 0), move.Statement);
        }

        foreach (var pair in orders)
        {
            var indices = pair.Value.ConvertAll(Children(pair.Key).IndexOf);
            editor.ReplaceNode(pair.Key, (current, _) => Ordered(current, indices));
        }
    }

    private static List<SyntaxNode> Children(SyntaxNode parent) => parent switch
    {
        BlockSyntax block => block.Statements.ToList<SyntaxNode>(),
        CompilationUnitSyntax unit => unit.Members.ToList<SyntaxNode>(),
        _ => [],
    };

    private static SyntaxNode Ordered(SyntaxNode parent, List<int> indices) => parent switch
    {
        BlockSyntax block => block.WithStatements(SyntaxFactory.List(indices.ConvertAll(index => block.Statements[index]))),
        CompilationUnitSyntax unit => unit.WithMembers(SyntaxFactory.List(indices.ConvertAll(index => unit.Members[index]))),
        _ => parent,
    };

    /// <summary>Both calls are statements of their own in the same block.</summary>
    private static (SyntaxNode Statement, SyntaxNode Target, bool IsAfter)? Move(SyntaxNode root, Diagnostic finding)
    {
        var isAfter = finding.Properties.TryGetValue(MisplacedMiddleware.After, out var text);
        if (!isAfter && !finding.Properties.TryGetValue(MisplacedMiddleware.Before, out text) || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var end) || end > root.FullSpan.End || end < 1)
            return null;
        if (Statement(root.FindToken(finding.Location.SourceSpan.Start).Parent) is not { } statement || Statement(root.FindToken(end - 1).Parent) is not { } target
            || statement == target || statement.Parent != target.Parent || statement.Parent is not (BlockSyntax or CompilationUnitSyntax) || statement.ContainsDirectives || target.ContainsDirectives)
            return null;
        return (statement, target, isAfter);
    }

    private static SyntaxNode? Statement(SyntaxNode? node)
    {
        // A chain of several calls can't be moved as one.
        if (node?.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax } } } statement)
            return null;
        return statement.Parent is GlobalStatementSyntax global ? global : statement;
    }
}
