using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Adds the middleware behind the services of the same file, and lets failed sign-ins lock.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class IdleRateLimitFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_use = ImmutableArray.Create(new Repair("Add 'UseRateLimiter'", "BR2013.force"));
    private static readonly ImmutableArray<Repair> s_lock = ImmutableArray.Create(new Repair("Lock after failed sign-ins", "BR2013.force"));

    public IdleRateLimitFix()
        : base("BR2013")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) => Kind(finding) switch
    {
        "use" when Build(root) is not null => s_use,
        "lockout" when Argument(root, finding) is not null => s_lock,
        _ => ImmutableArray<Repair>.Empty,
    };

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Kind(finding) == "lockout" && Argument(editor.OriginalRoot, finding) is { } argument)
            {
                editor.ReplaceNode(argument.Expression, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression).WithTriviaFrom(argument.Expression));
            }
            else if (Kind(finding) == "use" && Build(editor.OriginalRoot) is var (place, name))
            {
                var lineBreak = LineBreak.Of(editor.OriginalRoot);
                var indent = place.GetLeadingTrivia().Where(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1);
                var statement = SyntaxFactory.ParseStatement($"{name}.UseRateLimiter();").WithLeadingTrivia(indent).WithTrailingTrivia(lineBreak);
                editor.InsertAfter(place, place is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(statement) : (SyntaxNode)statement);
            }
        }
    }

    private static string? Kind(Diagnostic finding) => finding.Properties.TryGetValue(IdleRateLimit.Kind, out var kind) ? kind : null;

    private static ArgumentSyntax? Argument(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: false).FirstAncestorOrSelf<ArgumentSyntax>();

    /// <summary>The statement behind which the middleware belongs: explicit routing, else <c>var app = builder.Build();</c>, and the name of the application.</summary>
    private static (SyntaxNode Place, string Name)? Build(SyntaxNode root)
    {
        foreach (var routing in root.DescendantNodes().OfType<ExpressionStatementSyntax>())
        {
            if (routing.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "UseRouting", Expression: IdentifierNameSyntax application } })
                return (routing.Parent is GlobalStatementSyntax global ? global : routing, application.Identifier.ValueText);
        }

        foreach (var declaration in root.DescendantNodes().OfType<LocalDeclarationStatementSyntax>())
        {
            if (declaration.Declaration.Variables is [{ Initializer.Value: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Build", Expression: IdentifierNameSyntax } } } variable])
                return (declaration.Parent is GlobalStatementSyntax global ? global : declaration, variable.Identifier.ValueText);
        }

        return null;
    }
}
