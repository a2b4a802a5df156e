using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>BR3001: a caller reads what an exception says.</summary>
public sealed class ErrorDetails : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR3001",
        nameof(ErrorDetails),
        "Callers get a stable message, logs get the exception",
        "{0} reaches '{1}', which a caller reads; log it and answer with a fixed text",
        Level.Warning)
    {
        Profile = ["CR2"],
        Cwe = [209, 497],
        Owasp = ["API8"],
        Asvs = ["16.5.1"],
        AtEnd = true,
    };

    /// <summary>Exceptions of libraries whose message is written for the caller.</summary>
    private static readonly string[] s_spoken = ["BadHttpRequestException", "ValidationException", "ProblemDetailsException"];

    public ErrorDetails()
        : base(Declared, ["exception"], "response")
    {
    }

    protected override DiagnosticDescriptor? Telling(Rule rule, FlowFinding finding, Func<SemanticModel> model, AnalyzerOptions options)
    {
        var read = model();
        var node = read.SyntaxTree.GetRoot().FindNode(new TextSpan(finding.At.Start, finding.At.Length), getInnermostNodeForTie: true);
        if (node is ArgumentSyntax argument)
            node = argument.Expression;
        // What its 'Detail' says was told where it was set.
        if (node is ExpressionSyntax whole && read.GetTypeInfo(whole).Type.IsOrInherits("Microsoft.AspNetCore.Mvc.ProblemDetails") && finding.Steps.Any(step => SetsText(step, finding.At.File, read.SyntaxTree)))
            return null;
        return IsSpoken(node, read) ? null : base.Telling(rule, finding, model, options);
    }

    private static bool SetsText(FlowStep step, string file, SyntaxTree tree) =>
        step.File == file && tree.GetRoot().FindNode(new TextSpan(step.Start, step.Length), getInnermostNodeForTie: true).FirstAncestorOrSelf<AssignmentExpressionSyntax>()
            is { Left: IdentifierNameSyntax { Identifier.ValueText: "Detail" or "Title" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Detail" or "Title" } };

    /// <summary>The value is the message of such an exception, by its type here.</summary>
    private static bool IsSpoken(SyntaxNode value, SemanticModel model) =>
        value is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Message" or "Errors", Expression: { } owner } && model.GetTypeInfo(owner).Type is { } type && Array.IndexOf(s_spoken, type.Name) >= 0;
}
