using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Logs instead, with the logger at hand or with one that is asked for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ConsoleAsLogFix() : RuleFix("BR4013")
{
    private static readonly ImmutableArray<Repair> s_log = ImmutableArray.Create(new Repair("Use the logger", "BR4013"));

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Call(root, finding) is { } call && Rewrite(call, model, new ConstructorInjection(model, cancellation), cancellation) is not null ? s_log : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var injection = new ConstructorInjection(editor.SemanticModel, cancellation);
        foreach (var finding in findings)
        {
            if (Call(editor.OriginalRoot, finding) is { } call && Rewrite(call, editor.SemanticModel, injection, cancellation) is { } changed)
                editor.ReplaceNode(call, changed.WithTriviaFrom(call));
        }

        injection.Apply(editor);
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();

    private static InvocationExpressionSyntax? Rewrite(InvocationExpressionSyntax call, SemanticModel model, ConstructorInjection injection, CancellationToken cancellation)
    {
        if (call.ArgumentList.Arguments.Any(static argument => argument.NameColon is not null || !argument.RefKindKeyword.IsKind(SyntaxKind.None)) || Pieces(call, model, cancellation) is not { } pieces)
            return null;
        var logger = LoggerInScope.At(call, model, cancellation);
        if (logger is { IsMicrosofts: true } or null && model.LookupNamespacesAndTypes(call.SpanStart, name: "LoggerExtensions").IsEmpty)
            return null;
        var positional = logger?.IsPositional ?? false;
        if (TemplateDraft.Of(pieces, [], model, takesException: !positional, positional) is not { Text.Length: > 0 } draft)
            return null;
        var level = draft.Exception is not null ? "Error" : Level(call);
        if (logger is not null)
            return logger.Call(level, draft.Text, draft.Values, draft.Exception);
        return Injected(call, model, injection, cancellation) is { } name ? LogStatement.Call(name, "Log" + level, draft.Text, draft.Values, draft.Exception, textFirst: false) : null;
    }

    private static string? Injected(SyntaxNode place, SemanticModel model, ConstructorInjection injection, CancellationToken cancellation)
    {
        var type = model.GetEnclosingSymbol(place.SpanStart, cancellation)?.ContainingType;
        return type is not null && model.Compilation.GetTypeByMetadataName("Microsoft.Extensions.Logging.ILogger`1") is { } logger ? injection.Ask(place, logger.Construct(type)) : null;
    }

    private static List<TemplatePiece>? Pieces(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        var arguments = call.ArgumentList.Arguments;
        var method = model.GetSymbolInfo(call, cancellation).Symbol as IMethodSymbol;
        // The second text of Debug and Trace is a category, an array can't be taken apart.
        if (method is null || arguments.Count == 0)
            return null;
        if (arguments.Count == 1)
            return method.Parameters[0].Type is IArrayTypeSymbol ? null : TemplatePiece.Of(arguments[0].Expression, model);
        return method.Parameters[0].Name is "format" && !arguments.Skip(1).Any(argument => model.GetTypeInfo(argument.Expression).Type is IArrayTypeSymbol)
            ? TemplatePiece.OfFormat(call, model) : null;
    }

    private static string Level(InvocationExpressionSyntax call)
    {
        var text = call.Expression.ToString();
        return text.EndsWith("TraceError", StringComparison.Ordinal) || text.Contains("Console.Error") ? "Error"
            : text.EndsWith("TraceWarning", StringComparison.Ordinal) ? "Warning"
            : text.Contains("Debug.") ? "Debug" : "Information";
    }
}
