using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>BR0002: somebody silenced a rule and didn't say why.</summary>
public sealed class SilentSuppression : Check
{
    internal static readonly Rule Declared = new(
        "BR0002",
        nameof(SilentSuppression),
        "Who silences a rule says why",
        "'{0}' is silenced here without a reason; {1}",
        Level.Off)
    {
        InTests = true,
        Strict = Level.Warning,
    };

    public SilentSuppression()
        : base(Declared)
    {
    }

    public override void Start(Watch watch) => watch.Tree(static context =>
    {
        var text = context.Tree.GetText(context.CancellationToken);
        if (text.ToString() is var written && written.IndexOf("BR", StringComparison.Ordinal) < 0)
            return;
        var root = context.Tree.GetRoot(context.CancellationToken);
        if (root.ContainsDirectives && written.IndexOf("#pragma", StringComparison.Ordinal) >= 0)
            Pragmas(context, root, text);
        if (written.IndexOf("SuppressMessage", StringComparison.Ordinal) >= 0)
            Attributes(context, root);
    });

    private static void Pragmas(SyntaxTreeAnalysisContext context, SyntaxNode root, SourceText text)
    {
        foreach (var directive in root.DescendantNodes(static node => node.ContainsDirectives, descendIntoTrivia: true).OfType<PragmaWarningDirectiveTriviaSyntax>())
        {
            if (!directive.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword) || directive.ErrorCodes.FirstOrDefault(static code => IsOurs(code.ToString())) is not { } first)
                continue;
            var line = text.Lines.GetLineFromPosition(directive.SpanStart);
            // A comment behind it, or alone on the line above, is the reason.
            var above = line.LineNumber > 0 ? text.Lines[line.LineNumber - 1].ToString().Trim() : "";
            if (line.ToString().IndexOf("//", StringComparison.Ordinal) >= 0 || above.StartsWith("//", StringComparison.Ordinal) || above.EndsWith("*/", StringComparison.Ordinal))
                continue;
            context.ReportDiagnostic(Declared.At(first.GetLocation(), first.ToString(), "write it in a comment behind it"));
        }
    }

    private static void Attributes(SyntaxTreeAnalysisContext context, SyntaxNode root)
    {
        foreach (var attribute in root.DescendantNodes().OfType<AttributeSyntax>())
        {
            if (!attribute.Name.ToString().EndsWith("SuppressMessage", StringComparison.Ordinal) || attribute.ArgumentList?.Arguments is not { Count: > 1 } arguments || Text(arguments[1].Expression) is not { } id || !IsOurs(id))
                continue;
            var reason = arguments.FirstOrDefault(static argument => argument.NameEquals?.Name.Identifier.ValueText == "Justification");
            if (reason is null || Text(reason.Expression) is { } said && (said.Trim().Length == 0 || said == "<Pending>"))
                context.ReportDiagnostic(Declared.At(arguments[1].GetLocation(), id.Split(':')[0], "write it into 'Justification'"));
        }
    }

    private static string? Text(ExpressionSyntax expression) => expression is LiteralExpressionSyntax { Token.Value: string text } ? text : null;

    private static bool IsOurs(string id) => id.Length >= 6 && id != "BR0002" && id.StartsWith("BR", StringComparison.Ordinal) && char.IsDigit(id[2]) && char.IsDigit(id[5]);
}
