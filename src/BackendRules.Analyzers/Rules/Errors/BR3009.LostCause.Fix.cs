using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Passes the caught exception on as the cause; throws a kept one with the stack it had.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LostCauseFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_inner = ImmutableArray.Create(new Repair("Pass the caught exception on", "BR3009.cause"));
    private static readonly ImmutableArray<Repair> s_stack = ImmutableArray.Create(new Repair("Keep the stack", "BR3009.cause"));

    public LostCauseFix()
        : base("BR3009")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (Creation(root, finding) is not null)
            return s_inner;
        return Throw(root, finding) is { } thrown && CanFollow(thrown) ? s_stack : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Creation(editor.OriginalRoot, finding) is { } creation)
                Pass(editor, creation, finding.Properties[LostCause.Position] == "message");
            else if (Throw(editor.OriginalRoot, finding) is { } thrown && CanFollow(thrown))
                editor.ReplaceNode(thrown, SyntaxFactory.ExpressionStatement(SyntaxFactory.InvocationExpression(
                    SyntaxFactory.ParseExpression("System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw").WithAdditionalAnnotations(Simplifier.Annotation),
                    SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(thrown.Expression!.WithoutTrivia()))))).WithTriviaFrom(thrown));
        }
    }

    private static void Pass(DocumentEditor editor, BaseObjectCreationExpressionSyntax creation, bool needsMessage)
    {
        var clause = creation.FirstAncestorOrSelf<CatchClauseSyntax>()!;
        var name = CaughtVariable.Name(clause, editor.SemanticModel);
        editor.ReplaceNode(creation, (current, _) =>
        {
            var changed = (BaseObjectCreationExpressionSyntax)current;
            var arguments = changed.ArgumentList ?? SyntaxFactory.ArgumentList();
            if (needsMessage)
                arguments = arguments.AddArguments(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(name + ".Message")));
            return changed.WithArgumentList(arguments.AddArguments(SyntaxFactory.Argument(SyntaxFactory.IdentifierName(name))));
        });
        editor.ReplaceNode(clause, (current, _) => CaughtVariable.Named((CatchClauseSyntax)current, name));
    }

    private static BaseObjectCreationExpressionSyntax? Creation(SyntaxNode root, Diagnostic finding) =>
        finding.Properties.ContainsKey(LostCause.Position)
            ? root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>(node => node.FirstAncestorOrSelf<CatchClauseSyntax>() is not null)
            : null;

    private static ThrowStatementSyntax? Throw(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ThrowStatementSyntax>(static node => node.Expression is not null);

    /// <summary>The compiler doesn't know that the call never returns to a function that owes a value.</summary>
    private static bool CanFollow(ThrowStatementSyntax thrown)
    {
        if (thrown.Parent is SwitchSectionSyntax)
            return false;
        var statement = thrown.Parent is IfStatementSyntax or ElseClauseSyntax ? (StatementSyntax?)thrown.FirstAncestorOrSelf<IfStatementSyntax>() : thrown;
        for (SyntaxNode? node = statement; node is not null; node = node.Parent)
        {
            if (node is StatementSyntax inner && node.Parent is BlockSyntax block && block.Statements.IndexOf(inner) < block.Statements.Count - 1)
                return true;
            switch (node.Parent)
            {
                case MethodDeclarationSyntax method:
                    return method.ReturnType.ToString() is "void" or "Task" or "ValueTask" && (method.ReturnType.ToString() == "void" || method.Modifiers.Any(SyntaxKind.AsyncKeyword));
                case BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or AccessorDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }
}
