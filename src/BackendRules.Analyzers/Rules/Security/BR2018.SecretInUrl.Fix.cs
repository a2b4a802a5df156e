using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Takes the value from the body, or from a header.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SecretInUrlFix : RuleFix
{
    public SecretInUrlFix()
        : base("BR2018")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Parameter(root, finding) is not null && finding.Properties.TryGetValue(SecretInUrl.Attribute, out var attribute) && attribute is not null
            ? ImmutableArray.Create(new Repair(attribute == "FromBody" ? "Take it from the body" : "Take it from a header", "BR2018.binding"))
            : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var bodies = new HashSet<SyntaxNode?>();
        foreach (var finding in findings)
        {
            if (Parameter(editor.OriginalRoot, finding) is not { } parameter || !finding.Properties.TryGetValue(SecretInUrl.Attribute, out var wanted) || wanted is null)
                continue;
            // A request has one body.
            var name = wanted == "FromBody" && !bodies.Add(parameter.Parent) ? "FromHeader" : wanted;
            var attribute = SyntaxFactory.ParseName(ShortName.Of($"Microsoft.AspNetCore.Mvc.{name}Attribute", editor.SemanticModel, parameter.SpanStart) is var full && full.StartsWith("global::", StringComparison.Ordinal)
                ? $"Microsoft.AspNetCore.Mvc.{name}" : name);
            editor.ReplaceNode(parameter, (current, _) => Bound((ParameterSyntax)current, attribute));
        }
    }

    private static ParameterSyntax? Parameter(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is { Type: not null } parameter ? parameter : null;

    private static ParameterSyntax Bound(ParameterSyntax parameter, NameSyntax attribute)
    {
        var kept = parameter.AttributeLists.Where(static list => !list.Attributes.Any(static a => a.Name.ToString() is "FromQuery" or "FromQueryAttribute")).ToArray();
        // A header keeps the name that callers know; a body has none.
        var named = attribute.ToString().EndsWith("FromHeader", StringComparison.Ordinal) ? parameter.AttributeLists.Except(kept).SelectMany(static list => list.Attributes).FirstOrDefault()?.ArgumentList : null;
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(attribute, named))).WithTrailingTrivia(SyntaxFactory.Space);
        return parameter.WithoutLeadingTrivia().WithAttributeLists(SyntaxFactory.List(kept.Concat([list]))).WithLeadingTrivia(parameter.GetLeadingTrivia());
    }
}
