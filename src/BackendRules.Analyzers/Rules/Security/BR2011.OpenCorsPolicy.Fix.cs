using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Reads the trusted origins from configuration, and compares hosts instead of ends of texts.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class OpenCorsPolicyFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_origins = ImmutableArray.Create(new Repair("Read the origins from configuration ('Cors:Origins')", "BR2011.origins"));
    private static readonly ImmutableArray<Repair> s_host = ImmutableArray.Create(new Repair("Compare the host", "BR2011.origins"));

    public OpenCorsPolicyFix()
        : base("BR2011")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (finding.Properties.ContainsKey(OpenCorsPolicy.Domain))
            return Test(root, finding) is not null ? s_host : ImmutableArray<Repair>.Empty;
        return Policy(root, finding) is { } call && ConfigurationInScope.At(call, model, cancellation) is not null ? s_origins : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (finding.Properties.TryGetValue(OpenCorsPolicy.Domain, out var domain) && domain is not null)
            {
                if (Test(editor.OriginalRoot, finding) is { } test)
                    editor.ReplaceNode(test, Compared(test, domain));
            }
            else if (Policy(editor.OriginalRoot, finding) is { } call && ConfigurationInScope.At(call, editor.SemanticModel, cancellation) is { } configuration)
            {
                editor.ReplaceNode(call, (current, _) => Named((InvocationExpressionSyntax)current, configuration));
            }
        }
    }

    /// <summary>The call on the policy's builder that opens it.</summary>
    private static InvocationExpressionSyntax? Policy(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).AncestorsAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault(static call =>
            call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AllowAnyOrigin" or "SetIsOriginAllowed" or "WithOrigins" });

    private static InvocationExpressionSyntax? Test(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax } } call ? call : null;

    private static InvocationExpressionSyntax Named(InvocationExpressionSyntax call, string configuration)
    {
        var access = (MemberAccessExpressionSyntax)call.Expression;
        var origins = SyntaxFactory.ParseExpression($"{configuration}.GetSection(\"Cors:Origins\").Get<string[]>() ?? []");
        return call.WithExpression(access.WithName(SyntaxFactory.IdentifierName("WithOrigins").WithTriviaFrom(access.Name)))
            .WithArgumentList(call.ArgumentList.WithArguments(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(origins))));
    }

    private static ExpressionSyntax Compared(InvocationExpressionSyntax call, string domain)
    {
        var origin = ((MemberAccessExpressionSyntax)call.Expression).Expression.ToString();
        var host = SymbolDisplay.FormatLiteral(domain, quote: true);
        var below = SymbolDisplay.FormatLiteral("." + domain, quote: true);
        var text = $"Uri.TryCreate({origin}, UriKind.Absolute, out var address) && (address.Host == {host} || address.Host.EndsWith({below}, StringComparison.OrdinalIgnoreCase))";
        var test = SyntaxFactory.ParseExpression(call.Parent is LambdaExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax ? text : $"({text})");
        return test.WithTriviaFrom(call);
    }
}
