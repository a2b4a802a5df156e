using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Sets what a cookie lacks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class InsecureCookieFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_set = ImmutableArray.Create(new Repair("Make the cookie secure", "BR2017.secure"));

    public InsecureCookieFix()
        : base("BR2017")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        var node = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
        return node is AssignmentExpressionSyntax assignment ? Value(assignment) is not null ? s_set : ImmutableArray<Repair>.Empty
            : Call(node) is { } call && (call.ArgumentList.Arguments.Count == 2 || Options(call) is not null) ? s_set : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            var node = editor.OriginalRoot.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
            if (node is AssignmentExpressionSyntax assignment)
            {
                if (Value(assignment) is { } value)
                    editor.ReplaceNode(assignment.Right, SyntaxFactory.ParseExpression(value).WithTriviaFrom(assignment.Right));
            }
            else if (Call(node) is { } call && finding.Properties.TryGetValue(InsecureCookie.Lacks, out var lacks) && lacks is not null)
            {
                if (call.ArgumentList.Arguments.Count == 2)
                    editor.ReplaceNode(call, static (current, _) => WithOptions((InvocationExpressionSyntax)current));
                else if (Options(call) is { } options)
                    editor.ReplaceNode(options, (current, _) => With((BaseObjectCreationExpressionSyntax)current, lacks.Split(',')));
            }
        }
    }

    private static string? Value(AssignmentExpressionSyntax assignment)
    {
        var name = assignment.Left switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            _ => "",
        };
        var enumeration = (assignment.Right as MemberAccessExpressionSyntax)?.Expression.ToString();
        return name switch
        {
            "Secure" or "HttpOnly" when assignment.Right.IsKind(SyntaxKind.FalseLiteralExpression) => "true",
            "Secure" or "SecurePolicy" or "HttpOnly" when enumeration is not null => enumeration + ".Always",
            "SameSite" when enumeration is not null => enumeration + ".Lax",
            _ => null,
        };
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode node) => node.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    private static BaseObjectCreationExpressionSyntax? Options(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.Count == 3 ? call.ArgumentList.Arguments[2].Expression as BaseObjectCreationExpressionSyntax : null;

    private static InvocationExpressionSyntax WithOptions(InvocationExpressionSyntax call)
    {
        var options = SyntaxFactory.ParseExpression("new Microsoft.AspNetCore.Http.CookieOptions { HttpOnly = true, Secure = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax }");
        options = options.ReplaceNodes(options.DescendantNodes().Where(static node => node is QualifiedNameSyntax { Parent: ObjectCreationExpressionSyntax } or MemberAccessExpressionSyntax { Parent: AssignmentExpressionSyntax }),
            static (_, node) => node.WithAdditionalAnnotations(Simplifier.Annotation));
        return call.AddArgumentListArguments(SyntaxFactory.Argument(options).WithLeadingTrivia(SyntaxFactory.Space));
    }

    private static BaseObjectCreationExpressionSyntax With(BaseObjectCreationExpressionSyntax creation, string[] settings)
    {
        var initializer = creation.Initializer;
        if (initializer is null)
        {
            var text = "{ " + string.Join(", ", settings.Select(static s => s + " = true")) + " }";
            var made = ((ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression("new X " + text)).Initializer!;
            var last = creation.ArgumentList;
            if (creation is ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0 } named)
                return named.WithType(named.Type.WithTrailingTrivia(SyntaxFactory.Space)).WithArgumentList(null).WithInitializer(made).WithTriviaFrom(creation);
            return last is null ? creation : creation.WithArgumentList(last.WithTrailingTrivia(SyntaxFactory.Space)).WithInitializer(made).WithTrailingTrivia(creation.GetTrailingTrivia());
        }

        // New settings go first, so that neither the last element nor a trailing comma has to be looked at.
        var expressions = initializer.Expressions;
        var first = expressions.Count > 0 ? expressions[0].GetLeadingTrivia() : default;
        var separator = expressions.SeparatorCount > 0 ? expressions.GetSeparator(0) : SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        var nodes = settings.Select(s => (ExpressionSyntax)SyntaxFactory.ParseExpression(s + " = true").WithLeadingTrivia(first)).Concat(expressions).ToList();
        var separators = settings.Select(_ => separator).Concat(expressions.GetSeparators()).Take(Math.Max(nodes.Count - 1, settings.Length + expressions.SeparatorCount)).ToList();
        if (expressions.Count == 0)
            separators = separators.Take(nodes.Count - 1).ToList();
        return creation.WithInitializer(initializer.WithExpressions(SyntaxFactory.SeparatedList(nodes, separators)));
    }
}
