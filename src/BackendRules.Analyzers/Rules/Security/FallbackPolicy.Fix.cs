using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Where an application is built, the policy of endpoints that say nothing: a call that sets authorization up is extended, else one is added before the application is built.</summary>
internal sealed class FallbackPolicy
{
    private const string Builder = "AddAuthorizationBuilder";

    private readonly InvocationExpressionSyntax _call;
    private readonly string _services;

    private FallbackPolicy(InvocationExpressionSyntax call, string services) => (_call, _services) = (call, services);

    /// <summary>The place in this document, or null when the application isn't built here.</summary>
    public static FallbackPolicy? In(SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        FallbackPolicy? built = null;
        foreach (var call in root.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (call.Expression is not MemberAccessExpressionSyntax access || access.Name.Identifier.ValueText is not ("AddAuthorization" or Builder or "Build")
                || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method)
                continue;
            var owner = method.ContainingType;
            if (method.Name != "Build")
            {
                if (owner.Name == "PolicyServiceCollectionExtensions" && (method.Name == Builder || call.ArgumentList.Arguments is [] or [{ Expression: LambdaExpressionSyntax { Block: not null } or SimpleLambdaExpressionSyntax }]))
                    return new FallbackPolicy(call, "");
            }
            else if (owner.Is("Microsoft.AspNetCore.Builder.WebApplicationBuilder") && access.Expression is IdentifierNameSyntax builder
                && call.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax or GlobalStatementSyntax })
            {
                built ??= new FallbackPolicy(call, builder.Identifier.ValueText + ".Services");
            }
        }

        return built;
    }

    public void Apply(DocumentEditor editor)
    {
        if (_services.Length > 0)
        {
            var statement = _call.FirstAncestorOrSelf<StatementSyntax>()!;
            var added = SyntaxFactory.ExpressionStatement(Set(SyntaxFactory.ParseExpression($"{_services}.{Builder}()"))).WithTrailingTrivia(LineBreak.Of(editor.OriginalRoot));
            var indent = SyntaxFactory.TriviaList(statement.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1));
            added = added.WithLeadingTrivia(indent);
            editor.InsertBefore(statement.Parent is GlobalStatementSyntax global ? global : statement, statement.Parent is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(added) : (SyntaxNode)added);
            return;
        }

        var name = ((MemberAccessExpressionSyntax)_call.Expression).Name.Identifier.ValueText;
        if (name == Builder)
        {
            editor.ReplaceNode(_call, (current, _) => Set(((ExpressionSyntax)current).WithoutTrailingTrivia()).WithTrailingTrivia(current.GetTrailingTrivia()));
            return;
        }

        if (_call.ArgumentList.Arguments is not [{ Expression: LambdaExpressionSyntax lambda } argument])
        {
            editor.ReplaceNode(_call, (current, _) => ((InvocationExpressionSyntax)current).WithArgumentList(SyntaxFactory.ParseArgumentList("(options => options.FallbackPolicy = options.DefaultPolicy)")
                .WithTrailingTrivia(current.GetTrailingTrivia())));
            return;
        }

        var options = lambda is SimpleLambdaExpressionSyntax simple ? simple.Parameter.Identifier.ValueText : ((ParenthesizedLambdaExpressionSyntax)lambda).ParameterList.Parameters[0].Identifier.ValueText;
        var assigned = SyntaxFactory.ParseStatement($"{options}.FallbackPolicy = {options}.DefaultPolicy;").WithTrailingTrivia(LineBreak.Of(editor.OriginalRoot)).WithAdditionalAnnotations(Formatter.Annotation);
        if (lambda.Block is { } block)
        {
            editor.ReplaceNode(block, (current, _) => ((BlockSyntax)current).AddStatements(assigned));
            return;
        }

        editor.ReplaceNode(argument, (current, _) => SyntaxFactory.Argument(((SimpleLambdaExpressionSyntax)((ArgumentSyntax)current).Expression).WithBody(
            SyntaxFactory.Block(SyntaxFactory.ExpressionStatement(lambda.ExpressionBody!.WithoutTrivia()), assigned))).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static InvocationExpressionSyntax Set(ExpressionSyntax builder) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, builder, SyntaxFactory.IdentifierName("SetFallbackPolicy")),
        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(Policy()))));

    private static ExpressionSyntax Policy()
    {
        var policy = SyntaxFactory.ParseExpression("new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()");
        var type = policy.DescendantNodes().OfType<ObjectCreationExpressionSyntax>().Single().Type;
        return policy.ReplaceNode(type, type.WithAdditionalAnnotations(Simplifier.Annotation));
    }
}
