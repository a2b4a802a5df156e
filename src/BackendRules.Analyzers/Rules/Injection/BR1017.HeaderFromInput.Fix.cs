using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Lets the method that checks set a header, encodes the value of a cookie, and has a type write the name of a file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class HeaderFromInputFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_check = ImmutableArray.Create(new Repair("Use 'Add', which refuses line breaks", "BR1017.check"));
    private static readonly ImmutableArray<Repair> s_encode = ImmutableArray.Create(new Repair("Encode the value of the cookie", "BR1017.encode"));
    private static readonly ImmutableArray<Repair> s_type = ImmutableArray.Create(new Repair("Write it with 'ContentDispositionHeaderValue'", "BR1017.type"));

    private const string Headers = "Microsoft.Net.Http.Headers.";
    private const string Disposer = "ContentDispositionHeaderValue";

    private static readonly Regex s_disposition = new(@"^\s*(?<kind>attachment|inline)\s*;\s*filename\s*=\s*(\\?[""'])?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    public HeaderFromInputFix()
        : base("BR1017")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (Value(root, finding) is not { } value)
            return ImmutableArray<Repair>.Empty;
        if (Unchecked(value, model, cancellation) is not null)
            return s_check;
        return Header(value, model, cancellation) switch
        {
            "Set-Cookie" or "SetCookie" when Holes(value, model, cancellation).Count > 0 => s_encode,
            "Content-Disposition" or "ContentDisposition" when Disposition(value, model, cancellation) is not null => s_type,
            _ => ImmutableArray<Repair>.Empty,
        };
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        foreach (var value in findings.Select(finding => Value(editor.OriginalRoot, finding)).OfType<ExpressionSyntax>())
        {
            if (repair.Key == s_check[0].Key)
            {
                if (Unchecked(value, model, cancellation) is { } name)
                    editor.ReplaceNode(name, SyntaxFactory.IdentifierName("Add").WithTriviaFrom(name));
            }
            else if (repair.Key == s_encode[0].Key)
            {
                foreach (var hole in Holes(value, model, cancellation))
                    editor.ReplaceNode(hole, SyntaxFactory.ParseExpression($"Uri.EscapeDataString({hole.WithoutTrivia()})").WithTriviaFrom(hole));
            }
            else if (Disposition(value, model, cancellation) is var (kind, file))
            {
                // System.Net.Http has a type of the same name, so that an import alone wouldn't tell which.
                var isNamed = model.LookupNamespacesAndTypes(value.SpanStart, name: Disposer).Any();
                var type = isNamed ? ShortName.Of(Headers + Disposer, model, value.SpanStart) : Headers + Disposer;
                editor.ReplaceNode(value, SyntaxFactory.ParseExpression($"new {type}(\"{kind}\") {{ FileNameStar = {file.WithoutTrivia()} }}.ToString()").WithTriviaFrom(value));
            }
        }
    }

    private static ExpressionSyntax? Value(SyntaxNode root, Diagnostic finding) => root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) as ExpressionSyntax;

    /// <summary>The name in a call of <c>TryAddWithoutValidation</c> whose answer nobody reads.</summary>
    private static SimpleNameSyntax? Unchecked(ExpressionSyntax value, SemanticModel model, CancellationToken cancellation) =>
        value.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax, Expression: MemberAccessExpressionSyntax access } call } }
        && model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { Name: "TryAddWithoutValidation" } ? access.Name : null;

    /// <summary>The header that a value is set for: the name of the property, or the constant key.</summary>
    private static string? Header(ExpressionSyntax value, SemanticModel model, CancellationToken cancellation) => value.Parent switch
    {
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax property } => property.Name.Identifier.ValueText,
        AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax { ArgumentList.Arguments: [var key] } } => model.GetConstantValue(key.Expression, cancellation).Value as string,
        ArgumentSyntax { Parent: ArgumentListSyntax { Arguments: [var key, ..] } } => model.GetConstantValue(key.Expression, cancellation).Value as string,
        _ => null,
    };

    private static IReadOnlyList<ExpressionSyntax> Holes(ExpressionSyntax value, SemanticModel model, CancellationToken cancellation) =>
        TextTemplate.Of(value, model, cancellation)?.Parts.Select(static part => part.Hole).OfType<ExpressionSyntax>()
            .Where(hole => model.GetTypeInfo(hole, cancellation).Type?.SpecialType == SpecialType.System_String && !model.GetConstantValue(hole, cancellation).HasValue).ToArray() ?? [];

    private static (string Kind, ExpressionSyntax File)? Disposition(ExpressionSyntax value, SemanticModel model, CancellationToken cancellation)
    {
        if (TextTemplate.Of(value, model, cancellation) is not { Local: null, Parts: [{ Text: { } before }, { Hole: { } hole }, .. var rest] } || model.GetTypeInfo(hole, cancellation).Type?.SpecialType != SpecialType.System_String)
            return null;
        var match = s_disposition.Match(before);
        return match.Success && (rest.Length == 0 || rest is [{ Text: "\"" or "\\\"" or "'" or "\";" or "\\\";" or ";" }]) ? (match.Groups["kind"].Value.ToLowerInvariant(), hole) : null;
    }
}
