using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Closes a scope with a <c>using</c>, and gives it a state that providers read.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MisusedScopeFix() : RuleFix("BR4010")
{
    private static readonly ImmutableArray<Repair> s_close = ImmutableArray.Create(new Repair("Close the scope with 'using'", "BR4010"));
    private static readonly ImmutableArray<Repair> s_name = ImmutableArray.Create(new Repair("Name the scope's values", "BR4010"));

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (IsLeft(finding))
            return Statement(root, finding) is { } statement && Closed(statement) is not null ? s_close : ImmutableArray<Repair>.Empty;
        return Call(root, finding) is { } call && State(call) is not null ? s_name : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var names = new Dictionary<SyntaxNode, HashSet<string>>();
        foreach (var finding in findings)
        {
            if (!IsLeft(finding) && Call(editor.OriginalRoot, finding) is { } call && State(call) is { } arguments)
                editor.ReplaceNode(call.ArgumentList, arguments);
        }

        foreach (var finding in findings)
        {
            if (!IsLeft(finding) || Statement(editor.OriginalRoot, finding) is not { } statement || Closed(statement) is null)
                continue;
            var name = Name(statement, names);
            editor.ReplaceNode(statement, (current, _) => Closed((StatementSyntax)current, name) ?? current);
        }
    }

    private static bool IsLeft(Diagnostic finding) => finding.Properties.TryGetValue(MisusedScope.Flaw, out var flaw) && flaw == "left";

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).AncestorsAndSelf().OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(static call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "BeginScope" } or MemberBindingExpressionSyntax { Name.Identifier.ValueText: "BeginScope" });

    /// <summary>The statement, where a declaration with <c>using</c> may stand in its place.</summary>
    private static StatementSyntax? Statement(SyntaxNode root, Diagnostic finding)
    {
        var statement = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>();
        return statement is { Parent: BlockSyntax or GlobalStatementSyntax } ? statement : null;
    }

    private static StatementSyntax? Closed(StatementSyntax statement, string name = "_")
    {
        var value = statement switch
        {
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Right: var right } } => right,
            ExpressionStatementSyntax { Expression: InvocationExpressionSyntax or ConditionalAccessExpressionSyntax } bare => bare.Expression,
            _ => null,
        };
        if (value is not null)
        {
            var declared = (LocalDeclarationStatementSyntax)SyntaxFactory.ParseStatement($"using var {name} = scope;");
            declared = declared.ReplaceNode(declared.Declaration.Variables[0].Initializer!.Value, value.WithoutTrivia());
            return declared.WithTriviaFrom(statement);
        }

        return statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } local
            ? local.WithoutLeadingTrivia().WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space)).WithLeadingTrivia(local.GetLeadingTrivia())
            : null;
    }

    /// <summary>An underscore where that is no discard of somebody else's, else a name of its own.</summary>
    private static string Name(SyntaxNode statement, Dictionary<SyntaxNode, HashSet<string>> names)
    {
        var member = statement.Ancestors().LastOrDefault(static node => node is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax) ?? statement.SyntaxTree.GetRoot();
        if (!names.TryGetValue(member, out var taken))
        {
            names.Add(member, taken = new HashSet<string>(member.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText), StringComparer.Ordinal));
            // The discards that these fixes turn into declarations hold one name only.
            taken.UnionWith(member.DescendantTokens().Where(static token => token.ValueText == "_").Select(static _ => "_"));
        }

        if (taken.Add("_"))
            return "_";
        return PlaceholderName.Unique("scope", taken);
    }

    private static ArgumentListSyntax? State(InvocationExpressionSyntax call)
    {
        if (call.ArgumentList.Arguments.Count != 1)
            return null;
        var state = call.ArgumentList.Arguments[0].Expression;
        switch (state)
        {
            case AnonymousObjectCreationExpressionSyntax { Initializers.Count: > 0 } anonymous:
                return With(call, Dictionary(anonymous));
            case ObjectCreationExpressionSyntax { Type: GenericNameSyntax { Identifier.ValueText: "Dictionary", TypeArgumentList.Arguments.Count: 2 } type }:
                var value = SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.ObjectKeyword));
                return call.ArgumentList.ReplaceNode(type.TypeArgumentList.Arguments[1], value.WithTriviaFrom(type.TypeArgumentList.Arguments[1]));
            default:
                return null;
        }
    }

    private static ExpressionSyntax Dictionary(AnonymousObjectCreationExpressionSyntax anonymous)
    {
        var entries = anonymous.Initializers.Select(static member =>
        {
            var name = member.NameEquals?.Name.Identifier.ValueText ?? Named(member.Expression);
            return $"[\"{name}\"] = {member.Expression.WithoutTrivia()}";
        });
        var text = $"new System.Collections.Generic.Dictionary<string, object> {{ {string.Join(", ", entries)} }}";
        var created = (ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression(text);
        return created.WithType(created.Type.WithAdditionalAnnotations(Simplifier.Annotation)).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static string Named(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        IdentifierNameSyntax name => name.Identifier.ValueText,
        ConditionalAccessExpressionSyntax access => Named(access.WhenNotNull),
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => "Value",
    };

    private static ArgumentListSyntax With(InvocationExpressionSyntax call, ExpressionSyntax state) =>
        call.ArgumentList.ReplaceNode(call.ArgumentList.Arguments[0].Expression, state.WithTriviaFrom(call.ArgumentList.Arguments[0].Expression));
}
