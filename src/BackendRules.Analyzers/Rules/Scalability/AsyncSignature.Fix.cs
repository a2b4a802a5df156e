using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Turns one function asynchronous: the modifier, the return type, and the returns of functions that handed tasks through.</summary>
internal static class AsyncSignature
{
    public static bool CanChange(SyntaxNode function, SemanticModel model, CancellationToken cancellation)
    {
        var parameters = function switch
        {
            MethodDeclarationSyntax method => method.ParameterList,
            LocalFunctionStatementSyntax local => local.ParameterList,
            ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList,
            _ => null,
        };
        if (parameters is not null && parameters.Parameters.Any(static p => p.Modifiers.Any(static m => m.IsKind(SyntaxKind.RefKeyword) || m.IsKind(SyntaxKind.OutKeyword) || m.IsKind(SyntaxKind.InKeyword))))
            return false;
        if (function is ParenthesizedLambdaExpressionSyntax { ReturnType: not null } or AnonymousMethodExpressionSyntax)
            return false;
        if (Own(function).Any(static node => node is YieldStatementSyntax or RefExpressionSyntax))
            return false;
        return Returned(function, model, cancellation) is not { } type || !AsyncBody.IsAwaitable(type)
            || Own(function).OfType<ReturnStatementSyntax>().All(r => r.Expression is not null && (IsGeneric(type) || IsCompletedTask(r.Expression) || IsLast(r, function)));
    }

    public static void Change(DocumentEditor editor, SyntaxNode function, SemanticModel model, CancellationToken cancellation)
    {
        var type = Returned(function, model, cancellation);
        if (type is not null && AsyncBody.IsAwaitable(type))
        {
            foreach (var given in Own(function).OfType<ReturnStatementSyntax>())
                editor.ReplaceNode(given, (node, _) => Awaiting((ReturnStatementSyntax)node, IsGeneric(type), IsLast(given, function)));
            if (Expression(function) is { } body)
                editor.ReplaceNode(body, (node, _) => Unwrapped((ExpressionSyntax)node) ?? AsyncMethods.Awaited((ExpressionSyntax)node));
        }

        var task = function is LambdaExpressionSyntax || type is null || AsyncBody.IsAwaitable(type) ? null : Task(type, model.Compilation);
        editor.ReplaceNode(function, (node, generator) => Signed(node, task is null ? null : (TypeSyntax)generator.TypeExpression(task)));
    }

    private static SyntaxNode Signed(SyntaxNode node, TypeSyntax? task)
    {
        switch (node)
        {
            case MethodDeclarationSyntax method:
                if (task is not null)
                    method = method.WithReturnType(task.WithTriviaFrom(method.ReturnType));
                return method.Modifiers.Count == 0
                    ? method.WithoutLeadingTrivia().WithModifiers(SyntaxFactory.TokenList(Async())).WithLeadingTrivia(method.GetLeadingTrivia())
                    : method.WithModifiers(method.Modifiers.Insert(Place(method.Modifiers), Async()));
            case LocalFunctionStatementSyntax local:
                if (task is not null)
                    local = local.WithReturnType(task.WithTriviaFrom(local.ReturnType));
                return local.Modifiers.Count == 0
                    ? local.WithoutLeadingTrivia().WithModifiers(SyntaxFactory.TokenList(Async())).WithLeadingTrivia(local.GetLeadingTrivia())
                    : local.WithModifiers(local.Modifiers.Add(Async()));
            case LambdaExpressionSyntax lambda:
                return ((LambdaExpressionSyntax)lambda.WithoutLeadingTrivia()).WithModifiers(lambda.Modifiers.Add(Async())).WithLeadingTrivia(lambda.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
            default:
                return node;
        }
    }

    private static int Place(SyntaxTokenList modifiers)
    {
        var partial = modifiers.IndexOf(SyntaxKind.PartialKeyword);
        return partial < 0 ? modifiers.Count : partial;
    }

    private static SyntaxToken Async() => SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space);

    private static ITypeSymbol Task(ITypeSymbol type, Compilation compilation) => type.SpecialType == SpecialType.System_Void
        ? compilation.GetTypeByMetadataName("System.Threading.Tasks.Task")!
        : compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1")!.Construct(ImmutableArray.Create(type), ImmutableArray.Create(type.NullableAnnotation));

    private static ITypeSymbol? Returned(SyntaxNode function, SemanticModel model, CancellationToken cancellation) => function switch
    {
        LambdaExpressionSyntax lambda => (model.GetSymbolInfo(lambda, cancellation).Symbol as IMethodSymbol)?.ReturnType,
        _ => (model.GetDeclaredSymbol(function, cancellation) as IMethodSymbol)?.ReturnType,
    };

    private static bool IsGeneric(ITypeSymbol type) => type is INamedTypeSymbol { Arity: 1 };

    private static StatementSyntax Awaiting(ReturnStatementSyntax given, bool isGeneric, bool isLast)
    {
        if (given.Expression is null)
            return given;
        if (isGeneric)
            return given.WithExpression(Unwrapped(given.Expression) ?? AsyncMethods.Awaited(given.Expression));
        return IsCompletedTask(given.Expression) || !isLast
            ? SyntaxFactory.ReturnStatement().WithTriviaFrom(given)
            : SyntaxFactory.ExpressionStatement(AsyncMethods.Awaited(given.Expression.WithoutTrivia())).WithTriviaFrom(given);
    }

    /// <summary>The value in <c>Task.FromResult(value)</c>.</summary>
    private static ExpressionSyntax? Unwrapped(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } call && call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" }
            ? call.ArgumentList.Arguments[0].Expression.WithTriviaFrom(expression)
            : null;

    private static bool IsCompletedTask(ExpressionSyntax expression) => expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" };

    private static bool IsLast(ReturnStatementSyntax statement, SyntaxNode function) =>
        statement.Parent is BlockSyntax block && block.Parent == function && block.Statements[block.Statements.Count - 1] == statement;

    private static ExpressionSyntax? Expression(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.ExpressionBody?.Expression,
        LocalFunctionStatementSyntax local => local.ExpressionBody?.Expression,
        LambdaExpressionSyntax lambda => lambda.ExpressionBody,
        _ => null,
    };

    /// <summary>The nodes of a function without those of functions inside it.</summary>
    private static IEnumerable<SyntaxNode> Own(SyntaxNode function) =>
        function.DescendantNodes(node => node == function || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));
}
