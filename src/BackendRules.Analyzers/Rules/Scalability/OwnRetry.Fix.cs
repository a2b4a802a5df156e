using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>The retry of <c>AddResilienceHandler(name, builder => builder.AddRetry(new HttpRetryStrategyOptions { … }))</c>: its options get a name, and leave unsafe methods out.</summary>
internal sealed record OwnRetry(LambdaExpressionSyntax Pipeline, ExpressionSyntax Options)
{
    public static OwnRetry? Of(SyntaxNode root, Diagnostic finding, SemanticModel model)
    {
        if (root.FindNode(finding.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AddResilienceHandler" }, ArgumentList.Arguments: [_, { Expression: LambdaExpressionSyntax pipeline }] })
            return null;
        var retries = pipeline.Body.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Where(static call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AddRetry" }).ToArray();
        if (retries is not [{ ArgumentList.Arguments: [{ Expression: BaseObjectCreationExpressionSyntax options }] } retry] || model.GetTypeInfo(options).Type?.Name != "HttpRetryStrategyOptions"
            || model.LookupSymbols(pipeline.SpanStart, name: "retry").Length > 0 || pipeline.DescendantTokens().Any(static token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == "retry"))
            return null;
        // In a block the statement must be the block's own; another one around it would need the options too.
        return pipeline.Body is BlockSyntax block && retry.FirstAncestorOrSelf<StatementSyntax>()?.Parent != block ? null : new(pipeline, options);
    }

    public void Apply(DocumentEditor editor)
    {
        var made = Options is ImplicitObjectCreationExpressionSyntax { Initializer: var initializer } ? $"new HttpRetryStrategyOptions() {initializer}" : Options.WithoutTrivia().ToString();
        StatementSyntax[] named = [Statement($"var retry = {made};"), Statement("retry.DisableForUnsafeHttpMethods();")];
        var used = SyntaxFactory.IdentifierName("retry");
        if (Pipeline.Body is BlockSyntax block)
        {
            var at = block.Statements.First(statement => statement.Span.Contains(Options.Span));
            named[0] = named[0].WithLeadingTrivia(at.GetLeadingTrivia());
            named[1] = named[1].WithLeadingTrivia(Indent.Of(at));
            editor.InsertBefore(at, named);
            editor.ReplaceNode(Options, used);
            editor.ReplaceNode(at, (current, _) => current.WithLeadingTrivia(Indent.Of(at)));
        }
        else
        {
            var body = (ExpressionSyntax)Pipeline.Body.ReplaceNode(Options, used.WithTriviaFrom(Options));
            var whole = SyntaxFactory.Block(named[0], named[1], SyntaxFactory.ExpressionStatement(Moved(body.WithoutTrivia()))).WithAdditionalAnnotations(Formatter.Annotation);
            editor.ReplaceNode(Pipeline, (current, _) => ((LambdaExpressionSyntax)current).WithBody(whole));
        }
    }

    /// <summary>Lines that go on stand one step in; what stood further in still does.</summary>
    private static ExpressionSyntax Moved(ExpressionSyntax body)
    {
        var starts = body.DescendantTokens().Where(static token => token.LeadingTrivia.Count > 0 && token.LeadingTrivia.Last() is var last && last.IsKind(SyntaxKind.WhitespaceTrivia) && token.GetPreviousToken().TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia)).ToArray();
        if (starts.Length == 0)
            return body;
        var least = starts.Min(static token => token.LeadingTrivia.Last().Span.Length);
        return body.ReplaceTokens(starts, (token, _) => token.WithLeadingTrivia(token.LeadingTrivia.RemoveAt(token.LeadingTrivia.Count - 1).Add(SyntaxFactory.Whitespace(new string(' ', token.LeadingTrivia.Last().Span.Length - least + 4)))));
    }

    private static StatementSyntax Statement(string text) => SyntaxFactory.ParseStatement(text).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
}
