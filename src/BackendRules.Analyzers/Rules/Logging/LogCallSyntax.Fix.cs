using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A log call as it is written, and how it is written anew.</summary>
internal sealed class LogCallSyntax
{
    private LogCallSyntax(LogCall log, InvocationExpressionSyntax call, int template)
    {
        Log = log;
        Call = call;
        TemplateIndex = template;
    }

    public LogCall Log { get; }

    public InvocationExpressionSyntax Call { get; }

    /// <summary>Which argument is the template.</summary>
    public int TemplateIndex { get; }

    public ExpressionSyntax Template => Call.ArgumentList.Arguments[TemplateIndex].Expression;

    /// <summary>The values, as they are written behind the template.</summary>
    public IReadOnlyList<ExpressionSyntax> Values => Call.ArgumentList.Arguments.Skip(TemplateIndex + 1).Select(static argument => argument.Expression).ToArray();

    /// <summary>Whether there is a slot for an exception, and nothing in it.</summary>
    public bool TakesException => Log.Exception is null && !Log.IsScope && Log.Library is not (LogLibrary.Log4Net or LogLibrary.Wrapper)
        && Call.ArgumentList.Arguments.Count > 0;

    /// <summary>The log call around a node; null when there is none, or when named arguments make rewriting a guess.</summary>
    public static LogCallSyntax? Around(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var call in node.AncestorsAndSelf().OfType<InvocationExpressionSyntax>())
        {
            if (model.GetOperation(call, cancellation) is not IInvocationOperation operation || LogCall.Of(operation) is not { Template.Syntax: { } template } log)
                continue;
            var arguments = call.ArgumentList.Arguments;
            var index = arguments.IndexOf(argument => argument.Span.Contains(template.Span) || template.Span.Contains(argument.Span));
            return index < 0 || !log.ValuesKnown || arguments.Any(static argument => argument.NameColon is not null) ? null : new LogCallSyntax(log, call, index);
        }

        return null;
    }

    /// <summary>The same call with another template, these values, and the exception in its slot.</summary>
    public InvocationExpressionSyntax With(string template, IReadOnlyList<ExpressionSyntax> values, ExpressionSyntax? exception)
    {
        var old = Call.ArgumentList.Arguments;
        var arguments = old.Take(TemplateIndex).ToList();
        if (exception is not null)
            arguments.Add(SyntaxFactory.Argument(exception.WithoutTrivia()).WithLeadingTrivia(arguments.Count == 0 ? Template.GetLeadingTrivia() : SyntaxFactory.TriviaList()));
        var text = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(template));
        arguments.Add(SyntaxFactory.Argument(text).WithLeadingTrivia(exception is null ? old[TemplateIndex].GetLeadingTrivia() : SyntaxFactory.TriviaList()));
        arguments.AddRange(values.Select((value, i) => Kept(value) is { } kept ? kept : SyntaxFactory.Argument(value.WithoutTrivia())));
        var separators = Enumerable.Range(0, Math.Max(0, arguments.Count - 1)).Select(i => Separator(i)).ToList();
        return Call.WithArgumentList(Call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(arguments, separators)));
    }

    private SyntaxToken Separator(int index)
    {
        var old = Call.ArgumentList.Arguments;
        return index < Math.Min(TemplateIndex, old.SeparatorCount) ? old.GetSeparator(index) : SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
    }

    /// <summary>A value that is already an argument keeps its form.</summary>
    private ArgumentSyntax? Kept(ExpressionSyntax value) => value.Parent is ArgumentSyntax argument && argument.Parent == Call.ArgumentList ? argument.WithoutTrivia() : null;
}
