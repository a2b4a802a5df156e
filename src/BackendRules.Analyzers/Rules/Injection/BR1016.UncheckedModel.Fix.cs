using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Asks the model state first, or switches validation on where the application is built.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UncheckedModelFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_ask = ImmutableArray.Create(new Repair("Return when 'ModelState' isn't valid", "BR1016.ask"));
    private static readonly ImmutableArray<Repair> s_add = ImmutableArray.Create(new Repair("Call 'AddValidation()'", "BR1016.add"));

    public UncheckedModelFix()
        : base("BR1016")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (finding.Properties.ContainsKey(AskedActions.Answer))
            return Action(root, finding) is { } action && Answer(action, model, finding, cancellation) is not null ? s_ask : ImmutableArray<Repair>.Empty;
        return finding.Properties.ContainsKey(UncheckedModel.Adds) && Build(model, root, cancellation) is not null ? s_add : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var root = editor.OriginalRoot;
        var model = editor.SemanticModel;
        if (repair.Key == s_add[0].Key)
        {
            if (Build(model, root, cancellation) is { } build)
                editor.InsertBefore(build.Statement, Added(build.Statement, build.Builder, LineBreak.Of(root)));
            return;
        }

        foreach (var finding in findings)
        {
            if (Action(root, finding) is { Body: { } body } action && Answer(action, model, finding, cancellation) is { } answer)
            {
                var guard = (StatementSyntax)SyntaxFactory.ParseStatement($"if (!ModelState.IsValid){LineBreak.Of(root)}return {answer};{LineBreak.Of(root)}").WithAdditionalAnnotations(Formatter.Annotation);
                editor.ReplaceNode(body, (current, _) => ((BlockSyntax)current).WithStatements(((BlockSyntax)current).Statements.Insert(0, guard)));
            }
        }
    }

    private static MethodDeclarationSyntax? Action(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { Body: not null } action ? action : null;

    /// <summary>What the action answers when a value isn't valid; null when its return type doesn't allow it.</summary>
    private static string? Answer(MethodDeclarationSyntax action, SemanticModel model, Diagnostic finding, CancellationToken cancellation)
    {
        if (model.GetDeclaredSymbol(action, cancellation) is not { } method)
            return null;
        var type = method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var inner] } ? inner : method.ReturnType;
        if (!method.IsAsync && !SymbolEqualityComparer.Default.Equals(type, method.ReturnType) || type is not { Name: "IActionResult" or "ActionResult" })
            return null;
        return finding.Properties[AskedActions.Answer] switch
        {
            "page" => "Page()",
            "view" => method.Parameters.FirstOrDefault(static parameter => parameter.Type is { TypeKind: TypeKind.Class, SpecialType: SpecialType.None }) is { } form ? $"View({form.Name})" : null,
            _ => method.ContainingType.IsOrInherits("Microsoft.AspNetCore.Mvc.ControllerBase") ? "ValidationProblem(ModelState)" : null,
        };
    }

    /// <summary>The statement that builds the application, and its builder.</summary>
    private static (StatementSyntax Statement, string Builder)? Build(SemanticModel model, SyntaxNode root, CancellationToken cancellation)
    {
        foreach (var call in root.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Build", Expression: IdentifierNameSyntax builder }, ArgumentList.Arguments.Count: 0 }
                && model.GetTypeInfo(builder, cancellation).Type.IsOrInherits("Microsoft.AspNetCore.Builder.WebApplicationBuilder") && call.FirstAncestorOrSelf<StatementSyntax>() is { } statement)
                return (statement, builder.Identifier.ValueText);
        }

        return null;
    }

    private static SyntaxNode Added(StatementSyntax build, string builder, SyntaxTrivia lineBreak)
    {
        var indent = build.GetLeadingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToString();
        var added = SyntaxFactory.ParseStatement($"{indent}{builder}.Services.AddValidation();{lineBreak}");
        return build.Parent is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(added) : added;
    }
}
