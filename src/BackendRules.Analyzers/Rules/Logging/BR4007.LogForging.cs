using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>BR4007: text of a caller becomes the template or the plain text of a log.</summary>
public sealed class LogForging : TaintRule
{
    internal static readonly Rule Declared = new(
        "BR4007",
        nameof(LogForging),
        "Text of a caller is an argument of a log message, never its template",
        "{0} reaches '{1}' as log text; make it an argument of a constant template",
        Level.Info)
    {
        Profile = ["CR5"],
        Cwe = [117],
        Owasp = ["A09"],
        Asvs = ["16.4.1"],
        TakesBack = ["CA2254"],
        AtEnd = true,
    };

    private const string Plain = "{0} reaches '{1}' as log text, where a line break begins another record; take line breaks out of it, or log it as an argument of a template";

    private static readonly DiagnosticDescriptor s_plain = Declared.Saying(Plain);

    private static readonly DiagnosticDescriptor s_plainLive = Declared.WhileTyping().Saying(Plain);

    public LogForging()
        : base(Declared, ["remote", "queue"], "log")
    {
    }

    protected override DiagnosticDescriptor? Telling(Rule rule, FlowFinding finding, Func<SemanticModel> model, AnalyzerOptions options) =>
        IsTold(model(), new TextSpan(finding.At.Start, finding.At.Length), options) ? null
        : finding.Sink.StartsWith("AppendAll", StringComparison.Ordinal) || finding.Sink == "WriteEntry" || finding.Sink.EndsWith("Format", StringComparison.Ordinal) ? rule.AtEnd ? s_plain : s_plainLive
        : base.Telling(rule, finding, model, options);

    /// <summary>Whether BR4001 or the SDK's rule says of the same template that it isn't constant.</summary>
    private static bool IsTold(SemanticModel model, TextSpan at, AnalyzerOptions options)
    {
        var text = model.SyntaxTree.GetRoot().FindNode(at, getInnermostNodeForTie: true);
        if (text.FirstAncestorOrSelf<ArgumentSyntax>()?.Parent?.Parent is not InvocationExpressionSyntax call || model.GetOperation(call) is not IInvocationOperation operation || LogCall.Of(operation) is not { } log)
            return false;
        return log.Library == LogLibrary.Microsoft && SdkRule.Speaks("CA2254", model, options, CancellationToken.None)
            || TemplateFromValue.BuiltBy(log) is not null && Wanted.In(model.SyntaxTree, TemplateFromValue.Declared, model.Compilation, CancellationToken.None);
    }
}
