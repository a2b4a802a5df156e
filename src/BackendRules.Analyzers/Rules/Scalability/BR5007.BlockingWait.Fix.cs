using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Awaits what was waited for, and makes the functions around it asynchronous as far as the document goes. Also repairs what the SDK reports as CA1849.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BlockingWaitFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_await = ImmutableArray.Create(new Repair("Await it", "BR5007.await"));

    public BlockingWaitFix()
        : base("BR5007", "CA1849")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Blocking(root, finding) is { } node && CanAwait(node, Overload(finding, node, model, cancellation).Name) && new AsyncMethods(model, root, cancellation).Plan(node)
            ? s_await
            : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var methods = new AsyncMethods(editor.SemanticModel, editor.OriginalRoot, cancellation);
        foreach (var finding in findings)
        {
            if (Blocking(editor.OriginalRoot, finding) is not { } node)
                continue;
            var (overload, takesToken) = Overload(finding, node, editor.SemanticModel, cancellation);
            if (!CanAwait(node, overload) || !methods.Plan(node))
                continue;
            var token = !takesToken && !IsSleep(node) ? null : CancellationInScope.At(node, editor.SemanticModel, cancellation);
            editor.ReplaceNode(node, (current, _) => Rewritten((ExpressionSyntax)current, node, overload, token));
        }

        methods.Apply(editor);
    }

    private static ExpressionSyntax? Blocking(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(node => node.Span == finding.Location.SourceSpan);

    /// <summary>What to await instead, and whether it takes a token more; what the SDK found is looked up again.</summary>
    private static (string? Name, bool TakesToken) Overload(Diagnostic finding, ExpressionSyntax node, SemanticModel model, CancellationToken cancellation)
    {
        if (finding.Properties.TryGetValue(BlockingWait.Overload, out var name))
            return (name, finding.Properties.ContainsKey(BlockingWait.Token));
        return finding.Id != "BR5007" && model.GetOperation(node, cancellation) is IInvocationOperation call && AsyncOverload.Synchronous.Contain(call.TargetMethod) && AsyncOverload.Of(call) is { } better
            ? (better.Name, AsyncOverload.TakesToken(better) && !AsyncOverload.TakesToken(call.TargetMethod))
            : (null, false);
    }

    private static bool CanAwait(ExpressionSyntax node, string? overload)
    {
        if (overload is not null)
            return node is InvocationExpressionSyntax && node.Parent is not ConditionalAccessExpressionSyntax;
        switch (node)
        {
            case MemberAccessExpressionSyntax:
                return true;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call:
                return access.Name.Identifier.ValueText switch
                {
                    "Wait" => call.ArgumentList.Arguments.Count == 0,
                    "GetResult" => access.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" } },
                    "WaitAll" or "WaitAny" => call.Parent is ExpressionStatementSyntax && !call.ArgumentList.Arguments.Skip(1).Any(static a => a.Expression is LiteralExpressionSyntax),
                    "Sleep" => call.ArgumentList.Arguments.Count == 1,
                    _ => false,
                };
            default:
                return false;
        }
    }

    private static bool IsSleep(ExpressionSyntax node) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Sleep" } };

    private static ExpressionSyntax Rewritten(ExpressionSyntax current, ExpressionSyntax original, string? overload, string? token)
    {
        ExpressionSyntax task = current;
        if (current is InvocationExpressionSyntax call)
        {
            var access = call.Expression as MemberAccessExpressionSyntax;
            task = access?.Name.Identifier.ValueText switch
            {
                _ when overload is not null => Overloaded(call, overload, token),
                "Wait" => access.Expression,
                "GetResult" => ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)access.Expression).Expression).Expression,
                "WaitAll" => call.WithExpression(access.WithName(SyntaxFactory.IdentifierName("WhenAll"))),
                "WaitAny" => call.WithExpression(access.WithName(SyntaxFactory.IdentifierName("WhenAny"))),
                _ => With(call.WithExpression(SyntaxFactory.ParseExpression("Task.Delay")), token),
            };
        }
        else if (current is MemberAccessExpressionSyntax result)
        {
            task = result.Expression;
        }

        var awaited = AsyncMethods.Awaited(task.WithoutTrivia());
        if (original.Parent is MemberAccessExpressionSyntax outer && outer.Expression == original
            || original.Parent is ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax or SwitchExpressionSyntax or WithExpressionSyntax
            || original.Parent is InvocationExpressionSyntax)
            awaited = SyntaxFactory.ParenthesizedExpression(awaited);
        return awaited.WithTriviaFrom(current);
    }

    private static InvocationExpressionSyntax Overloaded(InvocationExpressionSyntax call, string name, string? token)
    {
        var renamed = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.WithName(Named(access.Name, name)),
            SimpleNameSyntax simple => Named(simple, name).WithTriviaFrom(simple),
            _ => call.Expression,
        };
        return With(call.WithExpression(renamed), token);
    }

    private static SimpleNameSyntax Named(SimpleNameSyntax old, string name) =>
        old is GenericNameSyntax generic ? generic.WithIdentifier(SyntaxFactory.Identifier(name)) : SyntaxFactory.IdentifierName(name);

    private static InvocationExpressionSyntax With(InvocationExpressionSyntax call, string? token) => token is null
        ? call
        : call.AddArgumentListArguments(SyntaxFactory.Argument(SyntaxFactory.IdentifierName(token)));
}
