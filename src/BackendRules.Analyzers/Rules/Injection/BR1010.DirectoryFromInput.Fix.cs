using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>
/// Escapes the values of an LDAP filter as RFC 4515, section 3, asks for. .NET has no method for it, so the repair adds one to the class. XPath has no escape:
/// there the page says what to do.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class DirectoryFromInputFix : RuleFix
{
    private const string Helper = "EscapeFilter";

    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Escape the values of the filter", "BR1010.escape"));

    public DirectoryFromInputFix()
        : base("BR1010")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Values(model, root, finding, cancellation).Count > 0 ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        var types = new HashSet<TypeDeclarationSyntax>();
        foreach (var value in findings.SelectMany(finding => Values(model, editor.OriginalRoot, finding, cancellation)).Distinct())
        {
            editor.ReplaceNode(value, SyntaxFactory.ParseExpression($"{Helper}({value.WithoutTrivia()})").WithTriviaFrom(value));
            types.Add(value.FirstAncestorOrSelf<TypeDeclarationSyntax>()!);
        }

        foreach (var type in types)
        {
            if (type.Members.OfType<MethodDeclarationSyntax>().All(static method => method.Identifier.ValueText != Helper))
                editor.ReplaceNode(type, (current, _) => With((TypeDeclarationSyntax)current, LineBreak.Of(editor.OriginalRoot).ToString()));
        }
    }

    /// <summary>The values in the text of a filter; empty when one of them is no value.</summary>
    private static IReadOnlyList<ExpressionSyntax> Values(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax text || text.FirstAncestorOrSelf<TypeDeclarationSyntax>() is null or InterfaceDeclarationSyntax
            || !IsFilter(text, model, cancellation) || TextTemplate.Of(text, model, cancellation) is not { } template)
            return [];
        var values = new List<ExpressionSyntax>();
        for (var i = 0; i < template.Parts.Length; i++)
        {
            if (template.Parts[i].Hole is not { } hole || model.GetConstantValue(hole, cancellation).HasValue)
                continue;
            var sofar = string.Concat(template.Parts.Take(i).Select(static part => part.Text ?? "x"));
            // Behind the sign of a comparison that is still open stands a value.
            if (sofar.LastIndexOf('=') <= Math.Max(sofar.LastIndexOf('('), sofar.LastIndexOf(')')) || model.GetTypeInfo(hole, cancellation).Type?.SpecialType != SpecialType.System_String)
                return [];
            values.Add(hole);
        }

        return values;
    }

    private static bool IsFilter(ExpressionSyntax text, SemanticModel model, CancellationToken cancellation)
    {
        while (text.Parent is ParenthesizedExpressionSyntax outer)
            text = outer;
        return text.Parent switch
        {
            AssignmentExpressionSyntax assignment => model.GetSymbolInfo(assignment.Left, cancellation).Symbol is { Name: "Filter" },
            ArgumentSyntax { Parent: ArgumentListSyntax { Parent: { } owner } list } argument => model.GetSymbolInfo(owner, cancellation).Symbol is IMethodSymbol method
                && (argument.NameColon?.Name.Identifier.ValueText ?? method.Parameters.ElementAtOrDefault(list.Arguments.IndexOf(argument))?.Name) is "filter" or "ldapFilter",
            _ => false,
        };
    }

    private static TypeDeclarationSyntax With(TypeDeclarationSyntax type, string lineBreak)
    {
        var text = $"{lineBreak}/// <summary>A value for an LDAP filter (RFC 4515, section 3).</summary>{lineBreak}private static string {Helper}(string value) => "
            + $"value.Replace(\"\\\\\", \"\\\\5c\").Replace(\"*\", \"\\\\2a\").Replace(\"(\", \"\\\\28\").Replace(\")\", \"\\\\29\").Replace(\"\\0\", \"\\\\00\");{lineBreak}";
        return type.AddMembers(SyntaxFactory.ParseMemberDeclaration(text)!.WithAdditionalAnnotations(Formatter.Annotation));
    }
}
