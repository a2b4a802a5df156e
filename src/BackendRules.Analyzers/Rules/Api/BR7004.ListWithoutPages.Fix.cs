using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Gives the handler <c>page</c> and <c>pageSize</c> and takes that page of the query, ordered by its key.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ListWithoutPagesFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_page = ImmutableArray.Create(new Repair("Take a page at a time", "BR7004.page"));

    public ListWithoutPagesFix()
        : base("BR7004")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Target(root, finding) is null ? ImmutableArray<Repair>.Empty : s_page;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var given = new HashSet<ParameterListSyntax>();
        foreach (var finding in findings)
        {
            if (Target(editor.OriginalRoot, finding) is not var (source, parameters))
                continue;
            var order = finding.Properties.TryGetValue(ListWithoutPages.Key, out var key) ? $".OrderBy(item => item.{key})" : "";
            editor.ReplaceNode(source, (current, _) => SyntaxFactory.ParseExpression(
                current.WithoutTrivia() + order + ".Skip((Math.Max(page, 1) - 1) * Math.Clamp(pageSize, 1, 100)).Take(Math.Clamp(pageSize, 1, 100))").WithTriviaFrom(current));
            if (given.Add(parameters))
                editor.ReplaceNode(parameters, static (current, _) => With((ParameterListSyntax)current));
        }
    }

    private static ParameterListSyntax With(ParameterListSyntax list)
    {
        var at = list.Parameters.IndexOf(static parameter => parameter.Default is not null);
        var added = new[] { "int page = 1", "int pageSize = 50" }.Select(static text => SyntaxFactory.ParseParameterList("(" + text + ")").Parameters[0]);
        var all = list.Parameters.InsertRange(at < 0 ? list.Parameters.Count : at, added).ToArray();
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i].GetLeadingTrivia().Count == 0)
                all[i] = all[i].WithLeadingTrivia(SyntaxFactory.Space);
        }

        var commas = Enumerable.Range(0, all.Length - 1).Select(i => i < list.Parameters.SeparatorCount ? list.Parameters.GetSeparator(i).WithTrailingTrivia() : SyntaxFactory.Token(SyntaxKind.CommaToken));
        return list.WithParameters(SyntaxFactory.SeparatedList(all, commas));
    }

    /// <summary>The expression to page, and the parameters of the handler that runs it.</summary>
    private static (ExpressionSyntax Source, ParameterListSyntax Parameters)? Target(SyntaxNode root, Diagnostic finding)
    {
        if (!finding.Properties.ContainsKey(ListWithoutPages.Direct))
            return null;
        var node = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is not SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access })
            return null;
        var source = access.Expression;
        // A projection comes last: order and page what the database knows.
        for (var inner = source; inner is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax step }; inner = step.Expression)
        {
            if (step.Name.Identifier.ValueText is "OrderBy" or "OrderByDescending" or "ThenBy")
                break;
            if (step.Name.Identifier.ValueText == "Select")
                source = step.Expression;
        }

        // Inside another lambda the query isn't the handler's own.
        for (var outer = access.Parent!.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case ParenthesizedLambdaExpressionSyntax lambda:
                    return (source, lambda.ParameterList);
                case MethodDeclarationSyntax method:
                    return method.Modifiers.Any(SyntaxKind.OverrideKeyword) ? null : (source, method.ParameterList);
                case LocalFunctionStatementSyntax local:
                    return (source, local.ParameterList);
                case SimpleLambdaExpressionSyntax:
                    return null;
            }
        }

        return null;
    }
}
