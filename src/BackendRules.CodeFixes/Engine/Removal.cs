using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>
/// Takes settings out of a document: statements, elements of object initialisers, bodies of lambdas. Lists are rebuilt once, by position, so that
/// several removals from one list don't get into each other's way and comments stay.
/// </summary>
internal sealed class Removal(DocumentEditor editor)
{
    private readonly Dictionary<SyntaxNode, HashSet<int>> _lists = [];
    private readonly HashSet<LambdaExpressionSyntax> _lambdas = [];

    /// <summary>Whether an expression stands where it can be taken out.</summary>
    public static bool Can(ExpressionSyntax expression) => expression.Parent switch
    {
        InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax } => true,
        ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax or StatementSyntax or ElseClauseSyntax } => true,
        LambdaExpressionSyntax => true,
        _ => false,
    };

    public void Add(ExpressionSyntax expression)
    {
        switch (expression.Parent)
        {
            case InitializerExpressionSyntax initializer:
                Add(initializer, initializer.Expressions.IndexOf(expression));
                break;
            case ExpressionStatementSyntax { Parent: GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } global }:
                Add(unit, unit.Members.IndexOf(global));
                break;
            case ExpressionStatementSyntax { Parent: BlockSyntax block } statement:
                Add(block, block.Statements.IndexOf(statement));
                break;
            case ExpressionStatementSyntax { Parent: SwitchSectionSyntax } statement:
                editor.RemoveNode(statement, SyntaxRemoveOptions.KeepUnbalancedDirectives);
                break;
            case ExpressionStatementSyntax statement:
                editor.ReplaceNode(statement, SyntaxFactory.Block().WithTriviaFrom(statement));
                break;
            case LambdaExpressionSyntax lambda:
                _lambdas.Add(lambda);
                break;
        }
    }

    public void Apply()
    {
        foreach (var pair in _lists)
        {
            var gone = pair.Value;
            switch (pair.Key)
            {
                case InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation }:
                    editor.ReplaceNode(creation, (current, _) => Without((BaseObjectCreationExpressionSyntax)current, gone));
                    break;
                case BlockSyntax block:
                    editor.ReplaceNode(block, (current, _) => Without((BlockSyntax)current, gone));
                    break;
                case CompilationUnitSyntax unit:
                    editor.ReplaceNode(unit, (current, _) => Without((CompilationUnitSyntax)current, gone));
                    break;
            }
        }

        foreach (var lambda in _lambdas)
        {
            editor.ReplaceNode(lambda, static (current, _) => ((LambdaExpressionSyntax)current).WithExpressionBody(null)
                .WithBlock(SyntaxFactory.Block(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(SyntaxFactory.Space), default, SyntaxFactory.Token(SyntaxKind.CloseBraceToken)))
                .WithTrailingTrivia(current.GetTrailingTrivia()));
        }
    }

    private void Add(SyntaxNode list, int index)
    {
        if (!_lists.TryGetValue(list, out var gone))
            _lists.Add(list, gone = []);
        gone.Add(index);
    }

    private static BaseObjectCreationExpressionSyntax Without(BaseObjectCreationExpressionSyntax creation, HashSet<int> gone)
    {
        var initializer = creation.Initializer!;
        var nodes = new List<ExpressionSyntax>();
        var separators = new List<SyntaxToken>();
        for (var i = 0; i < initializer.Expressions.Count; i++)
        {
            if (gone.Contains(i))
                continue;
            nodes.Add(initializer.Expressions[i]);
            if (i < initializer.Expressions.SeparatorCount)
                separators.Add(initializer.Expressions.GetSeparator(i));
        }

        if (nodes.Count == 0)
            return Bare(creation);
        var hadTrailing = initializer.Expressions.SeparatorCount == initializer.Expressions.Count;
        if (!hadTrailing && separators.Count == nodes.Count)
        {
            var comma = separators[separators.Count - 1];
            separators.RemoveAt(separators.Count - 1);
            nodes[nodes.Count - 1] = nodes[nodes.Count - 1].WithTrailingTrivia(nodes[nodes.Count - 1].GetTrailingTrivia().AddRange(comma.LeadingTrivia).AddRange(Ended(comma, initializer)));
        }

        return creation.WithInitializer(initializer.WithExpressions(SyntaxFactory.SeparatedList(nodes, separators)));
    }

    /// <summary>What follows the comma, or on one line the space that stood before the brace.</summary>
    private static SyntaxTriviaList Ended(SyntaxToken comma, InitializerExpressionSyntax initializer) =>
        comma.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) ? comma.TrailingTrivia : initializer.Expressions.Last().GetTrailingTrivia();

    private static BaseObjectCreationExpressionSyntax Bare(BaseObjectCreationExpressionSyntax creation)
    {
        var trailing = creation.GetTrailingTrivia();
        var bare = creation.WithInitializer(null);
        var arguments = (bare.ArgumentList ?? SyntaxFactory.ArgumentList()).WithoutTrailingTrivia();
        if (bare is ObjectCreationExpressionSyntax { ArgumentList: null } named)
            bare = named.WithType(named.Type.WithoutTrailingTrivia());
        return bare.WithArgumentList(arguments).WithTrailingTrivia(trailing);
    }

    private static BlockSyntax Without(BlockSyntax block, HashSet<int> gone)
    {
        var kept = new List<StatementSyntax>();
        var pending = default(SyntaxTriviaList);
        for (var i = 0; i < block.Statements.Count; i++)
        {
            var statement = block.Statements[i];
            if (gone.Contains(i))
            {
                pending = pending.AddRange(Comments(statement.GetLeadingTrivia()));
                continue;
            }

            kept.Add(pending.Count == 0 ? statement : statement.WithLeadingTrivia(pending.AddRange(statement.GetLeadingTrivia())));
            pending = default;
        }

        block = block.WithStatements(SyntaxFactory.List(kept));
        return pending.Count == 0 ? block : block.WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(pending.AddRange(block.CloseBraceToken.LeadingTrivia)));
    }

    private static CompilationUnitSyntax Without(CompilationUnitSyntax unit, HashSet<int> gone)
    {
        var kept = new List<MemberDeclarationSyntax>();
        var pending = default(SyntaxTriviaList);
        for (var i = 0; i < unit.Members.Count; i++)
        {
            var member = unit.Members[i];
            if (gone.Contains(i))
            {
                pending = pending.AddRange(Comments(member.GetLeadingTrivia()));
                continue;
            }

            kept.Add(pending.Count == 0 ? member : member.WithLeadingTrivia(pending.AddRange(member.GetLeadingTrivia())));
            pending = default;
        }

        unit = unit.WithMembers(SyntaxFactory.List(kept));
        return pending.Count == 0 ? unit : unit.WithEndOfFileToken(unit.EndOfFileToken.WithLeadingTrivia(pending.AddRange(unit.EndOfFileToken.LeadingTrivia)));
    }

    /// <summary>The trivia up to the last comment or directive with its line break; nothing when there is none.</summary>
    private static SyntaxTriviaList Comments(SyntaxTriviaList trivia)
    {
        var end = 0;
        for (var i = 0; i < trivia.Count; i++)
        {
            if (trivia[i].IsDirective || trivia[i].IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia[i].IsKind(SyntaxKind.MultiLineCommentTrivia))
                end = i + 1 < trivia.Count && trivia[i + 1].IsKind(SyntaxKind.EndOfLineTrivia) ? i + 2 : i + 1;
        }

        return SyntaxFactory.TriviaList(trivia.Take(end));
    }
}
