using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Adds the verb that the action's name says; a route without a verb becomes the verb's template.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ActionWithoutVerbFix : RuleFix
{
    private static readonly (string Attribute, string[] Words)[] s_verbs =
    [
        ("HttpGet", ["Get", "List", "Find", "Search", "Fetch", "Read", "Query", "Show", "Load", "Count", "Index"]),
        ("HttpPost", ["Create", "Add", "Post", "Insert", "Register", "Login", "Submit", "Send", "Upload", "Import", "Start"]),
        ("HttpPut", ["Update", "Put", "Replace", "Edit", "Set", "Upsert", "Rename", "Change", "Modify"]),
        ("HttpPatch", ["Patch"]),
        ("HttpDelete", ["Delete", "Remove"]),
    ];

    public ActionWithoutVerbFix()
        : base("BR7001")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Method(root, finding) is { } method && Verb(method) is { } verb ? ImmutableArray.Create(new Repair($"Add '[{verb}]'", "BR7001.verb")) : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Method(editor.OriginalRoot, finding) is not { } method || Verb(method) is not { } verb)
                continue;
            var route = method.AttributeLists.SelectMany(static list => list.Attributes).FirstOrDefault(static a => a.Name.ToString() is "Route" or "RouteAttribute");
            if (route is not null)
                editor.ReplaceNode(route, route.WithName(SyntaxFactory.IdentifierName(verb).WithTriviaFrom(route.Name)));
            else
                editor.AddAttribute(method, SyntaxFactory.Attribute(SyntaxFactory.IdentifierName(verb)));
        }
    }

    private static MethodDeclarationSyntax? Method(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>();

    private static string? Verb(MethodDeclarationSyntax method)
    {
        if (method.AttributeLists.SelectMany(static list => list.Attributes).Count(static a => a.Name.ToString() is "Route" or "RouteAttribute") > 1)
            return null;
        var name = method.Identifier.ValueText;
        foreach (var (attribute, words) in s_verbs)
        {
            if (Array.Exists(words, word => name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || !char.IsLower(name[word.Length]))))
                return attribute;
        }

        return null;
    }
}
