using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Gives the handler a token and passes it to every call that takes one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnheardCancellationFix : RuleFix
{
    private const string Name = "cancellationToken";

    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Take a token and pass it on", "BR5008.token"));

    public UnheardCancellationFix()
        : base("BR5008")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Parameters(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Parameters(editor.OriginalRoot, finding) is not var (list, body))
                continue;
            editor.ReplaceNode(list, static (current, _) => With((ParameterListSyntax)current));
            foreach (var awaited in Awaited(body))
            {
                if (awaited.FirstAncestorOrSelf<LocalFunctionStatementSyntax>() is { } inner && body.Contains(inner))
                    continue;
                if (editor.SemanticModel.GetOperation(awaited, cancellation) is not { } operation || CancellableCall.In(operation) is not { Syntax: InvocationExpressionSyntax call } found)
                    continue;
                // A gap of optional parameters before the token needs its name.
                var named = found.Arguments.Any(static argument => argument.ArgumentKind == ArgumentKind.DefaultValue && !CancellableCall.IsToken(argument.Parameter?.Type)) || call.ArgumentList.Arguments.Any(static argument => argument.NameColon is not null);
                var token = SyntaxFactory.Argument(named ? SyntaxFactory.NameColon(CancellableCall.Takes(found)!).WithTrailingTrivia(SyntaxFactory.Space) : null, default, SyntaxFactory.IdentifierName(Name));
                editor.ReplaceNode(call, (current, _) => Passing((InvocationExpressionSyntax)current, token));
            }
        }
    }

    /// <summary>What the body awaits, and tasks that it hands back.</summary>
    private static IEnumerable<ExpressionSyntax> Awaited(SyntaxNode body)
    {
        foreach (var node in body.DescendantNodesAndSelf())
        {
            if (node is AwaitExpressionSyntax wait)
                yield return wait.Expression;
            else if ((node is ReturnStatementSyntax { Expression: { } returned } ? returned : node == body ? (node as ArrowExpressionClauseSyntax)?.Expression ?? node as ExpressionSyntax : null) is InvocationExpressionSyntax call)
                yield return call;
        }
    }

    private static InvocationExpressionSyntax Passing(InvocationExpressionSyntax call, ArgumentSyntax token)
    {
        var arguments = call.ArgumentList.Arguments;
        var all = arguments.Add(arguments.Count == 0 ? token : token.WithLeadingTrivia(SyntaxFactory.Space));
        return call.WithArgumentList(call.ArgumentList.WithArguments(all));
    }

    private static ParameterListSyntax With(ParameterListSyntax list)
    {
        var hasDefault = list.Parameters.Any(static parameter => parameter.Default is not null);
        var added = SyntaxFactory.ParseParameterList($"(CancellationToken {Name}{(hasDefault ? " = default" : "")})").Parameters[0];
        return list.AddParameters(list.Parameters.Count == 0 ? added : added.WithLeadingTrivia(SyntaxFactory.Space));
    }

    /// <summary>The parameters of the handler around the finding, where they can be added to, and its body.</summary>
    private static (ParameterListSyntax List, SyntaxNode Body)? Parameters(SyntaxNode root, Diagnostic finding)
    {
        foreach (var ancestor in root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).Ancestors())
        {
            switch (ancestor)
            {
                case ParenthesizedLambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } } } lambda when access.Name.Identifier.ValueText.StartsWith("Map", StringComparison.Ordinal):
                    return lambda.ParameterList.Parameters.Any(static p => p.Type is null) ? null : (lambda.ParameterList, lambda.Body);
                case LocalFunctionStatementSyntax local:
                    return (SyntaxNode?)local.Body is { } inner || (inner = local.ExpressionBody!) is not null ? (local.ParameterList, inner) : null;
                case MethodDeclarationSyntax method:
                    return (SyntaxNode?)method.Body is { } body || (body = method.ExpressionBody!) is not null
                        ? method.Modifiers.Any(SyntaxKind.OverrideKeyword) || method.ExplicitInterfaceSpecifier is not null ? null : (method.ParameterList, body) : null;
            }
        }

        return null;
    }
}
