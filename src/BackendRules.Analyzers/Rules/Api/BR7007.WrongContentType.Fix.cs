using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Says the content type, where the call takes it or in a statement before.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WrongContentTypeFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Say the content type", "BR7007.type"));

    public WrongContentTypeFix()
        : base("BR7007")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        finding.Properties[WrongContentType.Way] is "" ? ImmutableArray<Repair>.Empty : finding.Properties[WrongContentType.Way] == "initializer" ? s_offer : Call(root, finding) is { } call && (finding.Properties[WrongContentType.Way] != "before" || Statement(call) is not null) ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (finding.Properties[WrongContentType.Way] == "initializer")
            {
                Initialize(editor, editor.OriginalRoot.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) as BaseObjectCreationExpressionSyntax);
                continue;
            }

            if (Call(editor.OriginalRoot, finding) is not { } call)
                continue;
            switch (finding.Properties[WrongContentType.Way])
            {
                case "replace" when call.ArgumentList.Arguments.FirstOrDefault(argument => editor.SemanticModel.GetConstantValue(argument.Expression, cancellation).Value is "text/plain" or "text/html") is { } type:
                    editor.ReplaceNode(type.Expression, Text("application/json").WithTriviaFrom(type.Expression));
                    break;
                case "add":
                    // The second parameter of each of them.
                    editor.ReplaceNode(call, (current, _) => Adding((InvocationExpressionSyntax)current, SyntaxFactory.Argument(Text("application/json"))));
                    break;
                case "problem":
                    editor.ReplaceNode(call, (current, _) => Problem((InvocationExpressionSyntax)current));
                    break;
                case "before" when Statement(call) is { } statement && call.Expression is MemberAccessExpressionSyntax access:
                    editor.InsertBefore(statement, SyntaxFactory.ParseStatement($"{access.Expression.WithoutTrivia()}.ContentType = \"application/json\";")
                        .WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed));
                    if (statement.HasLeadingTrivia)
                        editor.ReplaceNode(statement, static (current, _) => current.WithLeadingTrivia(current.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1)));
                    break;
            }
        }
    }

    private static void Initialize(DocumentEditor editor, BaseObjectCreationExpressionSyntax? made)
    {
        if (made?.Initializer is not { } initializer)
            return;
        if (initializer.Expressions.OfType<AssignmentExpressionSyntax>().FirstOrDefault(static one => one.Left.ToString() == "ContentType") is { } said)
            editor.ReplaceNode(said.Right, Text("application/json").WithTriviaFrom(said.Right));
        else if (initializer.Expressions.FirstOrDefault() is AssignmentExpressionSyntax first)
            editor.InsertAfter(first, SyntaxFactory.ParseExpression("ContentType = \"application/json\"").WithLeadingTrivia(first.GetLeadingTrivia()));
    }

    private static InvocationExpressionSyntax Adding(InvocationExpressionSyntax call, ArgumentSyntax argument)
    {
        var arguments = call.ArgumentList.Arguments;
        var all = arguments.Insert(1, argument.WithLeadingTrivia(SyntaxFactory.Space));
        return call.WithArgumentList(call.ArgumentList.WithArguments(all));
    }

    private static InvocationExpressionSyntax Problem(InvocationExpressionSyntax call)
    {
        var isWrite = call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WriteAsJsonAsync" };
        var arguments = new List<string> { call.ArgumentList.Arguments[0].WithoutTrivia().ToString() };
        var others = call.ArgumentList.Arguments.Skip(1).Select(static argument => argument.WithoutTrivia()).ToArray();
        if (isWrite && !others.Any(static other => other.NameColon?.Name.Identifier.ValueText == "options"))
            arguments.Add("options: null");
        if (isWrite)
            arguments.AddRange(others.Select(static other => other.NameColon is null ? "cancellationToken: " + other : other.ToString()));
        else
            arguments.AddRange(others.Select(static other => other.ToString()));
        arguments.Insert(Math.Min(isWrite ? 2 : arguments.Count, arguments.Count), "contentType: \"application/problem+json\"");
        return call.WithArgumentList(SyntaxFactory.ParseArgumentList("(" + string.Join(", ", arguments) + ")").WithTrailingTrivia(call.ArgumentList.GetTrailingTrivia()));
    }

    private static LiteralExpressionSyntax Text(string text) => SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));

    /// <summary>The statement that is this call and nothing else, in a block.</summary>
    private static StatementSyntax? Statement(InvocationExpressionSyntax call) =>
        (call.Parent is AwaitExpressionSyntax awaited ? awaited.Parent : call.Parent) is ExpressionStatementSyntax { Parent: BlockSyntax } statement ? statement : null;

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList.Arguments.Count: > 0 } call ? call : null;
}
