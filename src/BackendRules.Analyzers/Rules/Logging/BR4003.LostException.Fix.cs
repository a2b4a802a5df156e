using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Passes the exception in its own slot and takes its text out of the template; names it where the catch clause doesn't.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LostExceptionFix() : RuleFix("BR4003")
{
    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Rewrite(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : ImmutableArray.Create(new Repair("Pass the exception", "BR4003"));

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var named = new HashSet<CatchClauseSyntax>();
        foreach (var finding in findings)
        {
            if (Rewrite(editor.SemanticModel, editor.OriginalRoot, finding, cancellation) is not var (call, changed, unnamed))
                continue;
            editor.ReplaceNode(call, changed);
            if (unnamed is not null && named.Add(unnamed))
                Name(editor, unnamed);
        }
    }

    private static (SyntaxNode Call, SyntaxNode Changed, CatchClauseSyntax? Unnamed)? Rewrite(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (LogCallSyntax.Around(root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true), model, cancellation) is not { } log)
            return null;
        var index = IndexOf(log.Log.Values, static value => LoggedException.Is(value) || LoggedException.IsText(value));
        var owner = index >= 0 ? Owner(log.Log.Values[index]) : log.Log.Template is { } template ? Owner(template.Value) : null;
        var clause = log.Call.FirstAncestorOrSelf<CatchClauseSyntax>();
        var exception = owner?.Syntax as ExpressionSyntax ?? Named(clause);
        if (exception is null)
            return null;
        var unnamed = owner is null && clause is { Declaration: null or { Identifier.RawKind: (int)SyntaxKind.None } } ? clause : null;
        if (log.Log.Library == LogLibrary.Log4Net)
        {
            var arguments = log.Call.ArgumentList.AddArguments(SyntaxFactory.Argument(exception.WithoutTrivia()));
            return (log.Call, log.Call.WithArgumentList(arguments).WithAdditionalAnnotations(Formatter.Annotation), unnamed);
        }

        if (index < 0 && log.Log.Template is { } own && LoggedException.IsText(own.Value))
            return (log.Call, log.With(Failed(log.Call), log.Values, exception), unnamed);
        if (log.Template is not LiteralExpressionSyntax || model.GetConstantValue(log.Template, cancellation) is not { HasValue: true, Value: string text })
            return index < 0 ? (log.Call, Insert(log, exception), unnamed) : null;
        if (index < 0)
            return (log.Call, log.With(text, log.Values, exception), unnamed);
        var holes = MessageTemplate.Parse(text).Holes;
        var values = log.Values.Where((_, i) => i != index).ToArray();
        return (log.Call, log.With(index < holes.Count ? TemplateEdit.Without(text, holes[index]) : text, values, exception), unnamed);
    }

    private static InvocationExpressionSyntax Insert(LogCallSyntax log, ExpressionSyntax exception)
    {
        var list = log.Call.ArgumentList;
        return log.Call.WithArgumentList(list.WithArguments(list.Arguments.Insert(log.TemplateIndex, SyntaxFactory.Argument(exception.WithoutTrivia()))))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static IOperation? Owner(IOperation value) => LoggedException.Is(value) ? LocalValues.Bare(value) : LoggedException.Owner(value);

    /// <summary>The name of the caught exception, or the one that it is going to have.</summary>
    private static ExpressionSyntax? Named(CatchClauseSyntax? clause) => clause switch
    {
        null => null,
        { Declaration.Identifier: { RawKind: not (int)SyntaxKind.None } name } => SyntaxFactory.IdentifierName(name.WithoutTrivia()),
        _ => SyntaxFactory.IdentifierName("ex"),
    };

    private static void Name(DocumentEditor editor, CatchClauseSyntax clause) => editor.ReplaceNode(clause, static (node, _) =>
    {
        var current = (CatchClauseSyntax)node;
        var name = SyntaxFactory.Identifier("ex");
        if (current.Declaration is { } declaration)
            return current.WithDeclaration(declaration.WithType(declaration.Type.WithTrailingTrivia(SyntaxFactory.Space)).WithIdentifier(name));
        var type = SyntaxFactory.ParseTypeName("System.Exception").WithAdditionalAnnotations(Simplifier.Annotation).WithTrailingTrivia(SyntaxFactory.Space);
        return current.WithCatchKeyword(current.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space))
            .WithDeclaration(SyntaxFactory.CatchDeclaration(type, name).WithTrailingTrivia(current.CatchKeyword.TrailingTrivia));
    });

    /// <summary>What to say where only the exception spoke: the member that failed.</summary>
    private static string Failed(SyntaxNode node)
    {
        var member = node.Ancestors().Select(static ancestor => ancestor switch
        {
            LocalFunctionStatementSyntax local => local.Identifier.ValueText,
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            _ => null,
        }).FirstOrDefault(static name => name is not null);
        return member is null ? "Unexpected failure" : member + " failed";
    }

    private static int IndexOf(ImmutableArray<IOperation> values, Func<IOperation, bool> test)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (test(values[i]))
                return i;
        }

        return -1;
    }
}
