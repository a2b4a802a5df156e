using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Declares the status on the action, below what is declared already.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UndeclaredAnswerFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Declare the answer", "BR7006.declare"));

    public UndeclaredAnswerFix()
        : base("BR7006")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Action(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var group in findings.GroupBy(finding => Action(editor.OriginalRoot, finding)))
        {
            if (group.Key is not { } action)
                continue;
            var names = group.Select(static finding => finding.Properties[UndeclaredAnswer.Status]!).Distinct().OrderBy(static name => name, StringComparer.Ordinal).ToArray();
            editor.ReplaceNode(action, (current, _) => With((MethodDeclarationSyntax)current, names));
        }
    }

    private static MethodDeclarationSyntax With(MethodDeclarationSyntax action, string[] names)
    {
        var indent = action.AttributeLists[0].GetLeadingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        var lists = action.AttributeLists;
        foreach (var name in names)
        {
            // In the order of the statuses, where those that are there are written in the same way.
            var last = lists.Last(list => IsDeclaration(list) && !IsAfter(list, name) || list == lists.First(IsDeclaration));

            var attribute = SyntaxFactory.Attribute(SyntaxFactory.ParseName("ProducesResponseType"), SyntaxFactory.ParseAttributeArgumentList($"(StatusCodes.{name})"));
            lists = lists.Insert(lists.IndexOf(last) + 1, SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute)).WithLeadingTrivia(indent).WithTrailingTrivia(last.GetTrailingTrivia()));
        }

        return action.WithAttributeLists(lists);
    }

    private static bool IsAfter(AttributeListSyntax list, string name) =>
        list.ToString() is var text && text.IndexOf("StatusCodes.", StringComparison.Ordinal) is > 0 and var at && string.CompareOrdinal(text, at + 12, name, 0, name.Length) > 0;

    private static bool IsDeclaration(AttributeListSyntax list) => list.Attributes.Any(static attribute => attribute.Name.ToString().Contains("ProducesResponseType"));

    private static MethodDeclarationSyntax? Action(SyntaxNode root, Diagnostic finding) =>
        finding.Properties.TryGetValue(UndeclaredAnswer.Status, out var name) && name is { Length: > 0 }
        && root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } action && action.AttributeLists.Any(IsDeclaration) ? action : null;
}
