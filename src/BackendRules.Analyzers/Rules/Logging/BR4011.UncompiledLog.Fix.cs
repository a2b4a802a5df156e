using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Declares a partial method with <c>[LoggerMessage]</c> in the class and calls it. Also repairs what the SDK reports as CA1848.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UncompiledLogFix() : RuleFix("BR4011", "CA1848")
{
    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Read(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : ImmutableArray.Create(new Repair("Declare a LoggerMessage method", "BR4011"));

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        foreach (var group in findings.Select(finding => Read(model, editor.OriginalRoot, finding, cancellation)).Where(static read => read is not null).GroupBy(static read => read!.Type))
        {
            var methods = new LoggerMethods(group.Key, model, LineBreak.Of(editor.OriginalRoot));
            foreach (var read in group.OrderBy(static read => read!.Call.SpanStart))
                editor.ReplaceNode(read!.Call, Changed(read, methods));
            editor.ReplaceNode(group.Key, (current, _) => methods.AddTo((TypeDeclarationSyntax)current));
            foreach (var outer in group.Key.Ancestors().OfType<TypeDeclarationSyntax>())
                editor.ReplaceNode(outer, static (current, _) => LoggerMethods.Partial((TypeDeclarationSyntax)current));
        }
    }

    private static InvocationExpressionSyntax Changed(Found read, LoggerMethods methods)
    {
        var (name, order) = methods.For(read);
        var arguments = new List<ExpressionSyntax> { ((MemberAccessExpressionSyntax)read.Call.Expression).Expression };
        if (read.Exception is { } exception)
            arguments.Add(exception);
        arguments.AddRange(order.Select(index => read.Values[index]));
        var commas = Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), arguments.Count - 1);
        var list = SyntaxFactory.SeparatedList(arguments.Select(static argument => SyntaxFactory.Argument(argument.WithoutTrivia())), commas);
        return SyntaxFactory.InvocationExpression(SyntaxFactory.IdentifierName(name), SyntaxFactory.ArgumentList(list)).WithTriviaFrom(read.Call);
    }

    private static Found? Read(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (LogCallSyntax.Around(root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true), model, cancellation) is not { } log
            || UncompiledLog.Parameters(log.Log.Call) is not { } parameters || log.Call.Expression is not MemberAccessExpressionSyntax
            || log.Call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
            || model.GetConstantValue(log.Template, cancellation) is not { HasValue: true, Value: string text } || text.Length == 0)
            return null;
        var exception = log.Log.Exception is null ? null : log.Call.ArgumentList.Arguments[log.TemplateIndex - 1].Expression;
        return new Found(log.Call, type, log.Log.Call.TargetMethod.Name.Substring("Log".Length), text, parameters, log.Values, exception);
    }

    /// <summary>A call that becomes a generated one.</summary>
    internal sealed record Found(
        InvocationExpressionSyntax Call,
        TypeDeclarationSyntax Type,
        string Level,
        string Template,
        ImmutableArray<(string Name, ITypeSymbol Type)> Parameters,
        IReadOnlyList<ExpressionSyntax> Values,
        ExpressionSyntax? Exception);
}
