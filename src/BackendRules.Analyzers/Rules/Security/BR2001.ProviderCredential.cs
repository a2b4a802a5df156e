using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>BR2001: a credential that a provider issued, written into the source.</summary>
public sealed class ProviderCredential : Check
{
    internal static readonly Rule Declared = new(
        "BR2001",
        nameof(ProviderCredential),
        "Credentials of providers stay out of the source",
        "Hard-coded credential: {0}, {1} characters, its checksum is right; rotate it, it stays in the history, and read it from configuration",
        Level.Error)
    {
        Profile = ["CR1", "SB1"],
        Cwe = [798],
        Owasp = ["A07"],
        Asvs = ["13.3.1"],
        InTests = true,
    };

    /// <summary>The property that carries the configuration key to the fix.</summary>
    internal const string Key = "key";

    private static readonly DiagnosticDescriptor s_structure =
        Declared.Saying("Hard-coded credential by its form: {0}, {1} characters; rotate it if it ever worked, and read it from configuration", Level.Warning);

    private static readonly DiagnosticDescriptor s_expired =
        Declared.Saying("Hard-coded credential whose time is over: {0}, {1} characters; tokens don't belong in the source", Level.Info);

    private static readonly DiagnosticDescriptor s_comment =
        Declared.Saying("Credential in a comment: {0}, {1} characters; rotate it and remove it", Level.Info);

    public ProviderCredential()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        var isTest = ProjectKind.Of(watch.Compilation, watch.Options, watch.Cancellation).IsTest;
        watch.Tree(context => See(context, isTest));
    }

    private static void See(SyntaxTreeAnalysisContext context, bool isTest)
    {
        var text = context.Tree.GetText(context.CancellationToken).ToString();
        if (CredentialScan.In(text) is not { } found)
            return;
        var root = context.Tree.GetRoot(context.CancellationToken);
        TextSpan? last = null;
        foreach (var credential in found)
        {
            // A test may need something that looks like a token; it has no business with one that is real.
            if (isTest && credential.Certainty != Certainty.Verified)
                continue;
            var span = new TextSpan(credential.Start, credential.Length);
            var trivia = root.FindTrivia(span.Start);
            if (trivia.FullSpan.Contains(span.Start))
            {
                if (!trivia.IsDirective)
                    Report(context, s_comment, span, credential);
                continue;
            }

            var node = Literal(root, span);
            if (node is null || last == node.Span)
                continue;
            last = node.Span;
            Report(context, Descriptor(credential.Certainty), node.Span, credential);
        }
    }

    private static DiagnosticDescriptor Descriptor(Certainty certainty) => certainty switch
    {
        Certainty.Verified => Declared.Descriptor,
        Certainty.Structure => s_structure,
        _ => s_expired,
    };

    /// <summary>The literal that holds the credential, with the ones that are joined to it when it runs on into them.</summary>
    private static ExpressionSyntax? Literal(SyntaxNode root, TextSpan span)
    {
        var node = root.FindToken(span.Start).Parent?.FirstAncestorOrSelf<ExpressionSyntax>(static e => e is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax);
        while (node is not null && !node.Span.Contains(span) && node.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum)
            node = sum;
        return node is not null && node.Span.Contains(span.Start) ? node : null;
    }

    private static void Report(SyntaxTreeAnalysisContext context, DiagnosticDescriptor descriptor, TextSpan span, Credential credential) =>
        context.ReportDiagnostic(Diagnostic.Create(descriptor, Location.Create(context.Tree, span),
            ImmutableDictionary<string, string?>.Empty.Add(Key, credential.Format.Key), credential.Format.Name, credential.Length));
}
