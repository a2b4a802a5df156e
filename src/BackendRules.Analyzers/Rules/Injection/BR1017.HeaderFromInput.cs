using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>BR1017: text of a caller becomes part of a header, where it can begin another one.</summary>
public sealed class HeaderFromInput : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR1017",
        nameof(HeaderFromInput),
        "Headers are set by types that know their syntax",
        "{0} reaches '{1}' as part of a header, and can begin another one; use the type that knows the header's syntax, or take line breaks and separators out first",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [93, 113],
        Owasp = ["A03"],
        AtEnd = true,
    };

    public HeaderFromInput()
        : base(Declared, ["remote", "queue"], "header")
    {
    }

    /// <summary>The path of a request is percent-encoded as text, so that a link to the next page made of it is one link.</summary>
    protected override DiagnosticDescriptor? Telling(Rule rule, FlowFinding finding, Func<SemanticModel> model, AnalyzerOptions options) =>
        finding.Source == "the request path" && IsLink(model(), finding.At) ? null : base.Telling(rule, finding, model, options);

    /// <summary>A header that arrived is one line (RFC 9112, section 5), and stays one where only line breaks do harm.</summary>
    protected override bool Accepts(FlowFinding finding) =>
        !(finding.Source.EndsWith(RequestHost.Header, StringComparison.Ordinal) && finding.Sink is "TryAddWithoutValidation" or "AddHeader" or "AppendHeader");

    private static bool IsLink(SemanticModel model, FlowStep at)
    {
        foreach (var around in model.SyntaxTree.GetRoot().FindNode(new TextSpan(at.Start, at.Length)).Ancestors())
        {
            switch (around)
            {
                case AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } }:
                    return name == "Link";
                case AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax { ArgumentList.Arguments: [var key] } }:
                    return IsName(key.Expression);
                case InvocationExpressionSyntax { ArgumentList.Arguments: [var first, _, ..] }:
                    return IsName(first.Expression);
                case StatementSyntax:
                    return false;
            }
        }

        return false;

        bool IsName(ExpressionSyntax key) => model.GetConstantValue(key) is { HasValue: true, Value: "Link" };
    }
}
