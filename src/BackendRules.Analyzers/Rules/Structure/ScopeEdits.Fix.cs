using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Replaces the services that one class keeps by a scope factory, and opens a scope in every block that uses them.</summary>
internal static class ScopeEdits
{
    public static void Apply(DocumentEditor editor, List<KeptService> kept)
    {
        var first = kept[0];
        var hasField = first.Field is not null;
        foreach (var service in kept)
            Declaration(editor, service, service == first);
        foreach (var method in kept.SelectMany(static service => service.Uses).Select(static use => use.FirstAncestorOrSelf<MethodDeclarationSyntax>()!).Distinct())
            Open(editor, method, kept, hasField ? "_scopes" : "scopes");
    }

    private static void Declaration(DocumentEditor editor, KeptService service, bool isFirst)
    {
        var factory = SyntaxFactory.IdentifierName("IServiceScopeFactory");
        if (!isFirst)
        {
            editor.RemoveNode(service.Parameter);
            if (service.Assignment is { } dropped)
                editor.RemoveNode(dropped, SyntaxRemoveOptions.KeepNoTrivia);
            if (service.Field is { } unused)
                editor.RemoveNode(unused, SyntaxRemoveOptions.KeepNoTrivia);
            return;
        }

        editor.ReplaceNode(service.Parameter, (current, _) =>
        {
            var parameter = (ParameterSyntax)current;
            return parameter.WithType(factory.WithTriviaFrom(parameter.Type!)).WithIdentifier(SyntaxFactory.Identifier("scopes").WithTriviaFrom(parameter.Identifier));
        });
        if (service.Field is { } field)
        {
            editor.ReplaceNode(field, (current, _) =>
            {
                var declaration = (FieldDeclarationSyntax)current;
                var variable = declaration.Declaration.Variables[0];
                var named = variable.WithIdentifier(SyntaxFactory.Identifier("_scopes").WithTriviaFrom(variable.Identifier));
                if (named.Initializer is { } initializer)
                    named = named.WithInitializer(initializer.WithValue(SyntaxFactory.IdentifierName("scopes").WithTriviaFrom(initializer.Value)));
                return declaration.WithDeclaration(declaration.Declaration.WithType(factory.WithTriviaFrom(declaration.Declaration.Type)).WithVariables(SyntaxFactory.SingletonSeparatedList(named)));
            });
        }

        if (service.Assignment is { } assignment)
            editor.ReplaceNode(assignment, SyntaxFactory.ParseStatement("_scopes = scopes;").WithTriviaFrom(assignment));
        else if (service.Arrow is { } arrow)
            editor.ReplaceNode(arrow, SyntaxFactory.ParseExpression("_scopes = scopes").WithTriviaFrom(arrow));
    }

    private static void Open(DocumentEditor editor, MethodDeclarationSyntax method, List<KeptService> kept, string factory)
    {
        var used = kept.Where(service => service.Uses.Any(use => method.Span.Contains(use.Span))).ToList();
        var uses = used.SelectMany(static service => service.Uses).Where(use => method.Span.Contains(use.Span)).ToList();
        if (method.ExpressionBody is not null)
        {
            foreach (var use in uses)
                editor.ReplaceNode(use, SyntaxFactory.IdentifierName(used.First(service => service.Uses.Contains(use)).Parameter.Identifier.ValueText).WithTriviaFrom(use));
            editor.ReplaceNode(method, (current, _) => Unfolded((MethodDeclarationSyntax)current, used, factory));
            return;
        }

        var block = Common(uses);
        if (block is null)
            return;
        foreach (var service in used)
        {
            foreach (var use in service.Uses.Where(use => method.Span.Contains(use.Span)))
                editor.ReplaceNode(use, SyntaxFactory.IdentifierName(service.Parameter.Identifier.ValueText).WithTriviaFrom(use));
        }

        var isAsync = method.Modifiers.Any(SyntaxKind.AsyncKeyword);
        var lines = Lines(isAsync, used, factory);
        var first = block.Statements.First(statement => statement.Span.Contains(uses.Min(static use => use.SpanStart)));
        var indent = first.GetLeadingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        var end = first.GetTrailingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var newLine = end.IsKind(SyntaxKind.EndOfLineTrivia) ? end : SyntaxFactory.ElasticCarriageReturnLineFeed;
        editor.InsertBefore(first, lines.Select(line => SyntaxFactory.ParseStatement(line).WithLeadingTrivia(indent).WithTrailingTrivia(newLine)
            .WithAdditionalAnnotations(Formatter.Annotation)));
    }

    private static List<string> Lines(bool isAsync, List<KeptService> used, string factory)
    {
        var lines = new List<string> { isAsync ? $"await using var scope = {factory}.CreateAsyncScope();" : $"using var scope = {factory}.CreateScope();" };
        lines.AddRange(used.Select(static service => $"var {service.Parameter.Identifier.ValueText} = scope.ServiceProvider.GetRequiredService<{service.Parameter.Type!.WithoutTrivia()}>();"));
        return lines;
    }

    /// <summary>The method of one expression as a block; a task is awaited, so that the scope outlives it.</summary>
    private static MethodDeclarationSyntax Unfolded(MethodDeclarationSyntax method, List<KeptService> used, string factory)
    {
        var expression = method.ExpressionBody!.Expression;
        var given = method.ReturnType as SimpleNameSyntax;
        var isTask = given?.Identifier.ValueText is "Task" or "ValueTask";
        var isAsync = method.Modifiers.Any(SyntaxKind.AsyncKeyword);
        var value = expression.WithoutTrivia().ToString();
        if (isTask && !isAsync)
            value = "await " + (expression is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax ? value : $"({value})");
        var isVoid = method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } || isTask && given is not GenericNameSyntax;
        var lines = Lines(isAsync || isTask, used, factory);
        lines.Add(isVoid ? value + ";" : $"return {value};");
        var changed = method.WithExpressionBody(null).WithSemicolonToken(default)
            .WithParameterList(method.ParameterList.WithTrailingTrivia(SyntaxFactory.ElasticLineFeed))
            .WithBody(SyntaxFactory.Block(lines.Select(static line => SyntaxFactory.ParseStatement(line).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed))).WithTrailingTrivia(method.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation));
        return isTask && !isAsync ? changed.AddModifiers(SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space)) : changed;
    }

    /// <summary>The smallest block around all uses: a loop's body, so that every round gets a scope of its own.</summary>
    private static BlockSyntax? Common(List<ExpressionSyntax> uses)
    {
        for (var block = KeptService.Block(uses[0]); block is not null; block = block.Parent?.FirstAncestorOrSelf<BlockSyntax>())
        {
            if (uses.All(use => block.Span.Contains(use.Span)))
                return block;
        }

        return null;
    }
}
