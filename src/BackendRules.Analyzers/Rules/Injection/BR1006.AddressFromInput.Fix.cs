using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Compares the host with a list in the configuration before the address is used. An empty list refuses everything.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AddressFromInputFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Ask only hosts that the configuration lists ('Outbound:Hosts')", "BR1006.hosts"));

    public AddressFromInputFix()
        : base("BR1006")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Guard(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var guarded = new HashSet<(StatementSyntax, string)>();
        foreach (var finding in findings)
        {
            if (Guard(editor.SemanticModel, editor.OriginalRoot, finding, cancellation) is var (statement, name, text) && guarded.Add((statement, name)))
            {
                var guard = SyntaxFactory.ParseStatement(text).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
                editor.InsertBefore(statement.Parent is GlobalStatementSyntax global ? global : statement, statement.Parent is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(guard) : guard);
            }
        }
    }

    private static (StatementSyntax Statement, string Name, string Text)? Guard(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not IdentifierNameSyntax address || model.GetSymbolInfo(address, cancellation).Symbol is not (IParameterSymbol or ILocalSymbol)
            || address.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax } statement || statement.Span == address.Span
            || ConfigurationInScope.At(address, model, cancellation) is not { } configuration || Refusal(address, model, cancellation) is not { } refusal)
            return null;
        var end = LineBreak.Of(root).ToString();
        var name = address.Identifier.ValueText;
        var type = model.GetTypeInfo(address, cancellation).Type;
        var hosts = $"({configuration}.GetSection(\"Outbound:Hosts\").Get<string[]>() ?? []).Contains(";
        if (type.Is("System.Uri"))
            return (statement, name, $"if (!{hosts}{name}.Host)){end}{refusal}");
        if (type?.SpecialType != SpecialType.System_String)
            return null;
        var parsed = Free("address", model, statement.SpanStart);
        return (statement, name, $"if (!Uri.TryCreate({name}, UriKind.Absolute, out var {parsed}) || !{hosts}{parsed}.Host)){end}{refusal}");
    }

    /// <summary>What the function does with an address that isn't listed: it answers 400 where it answers, and throws elsewhere.</summary>
    private static string? Refusal(IdentifierNameSyntax address, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var around in address.Ancestors())
        {
            var (returned, container) = around switch
            {
                MethodDeclarationSyntax method => (model.GetDeclaredSymbol(method, cancellation)?.ReturnType, model.GetDeclaredSymbol(method, cancellation)?.ContainingType),
                LocalFunctionStatementSyntax local => (model.GetDeclaredSymbol(local, cancellation) is IMethodSymbol symbol ? symbol.ReturnType : null, null),
                AnonymousFunctionExpressionSyntax lambda => (model.GetSymbolInfo(lambda, cancellation).Symbol is IMethodSymbol symbol ? symbol.ReturnType : null, null),
                _ => default,
            };
            if (returned is null)
                continue;
            if (returned is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var inner] })
                returned = inner;
            return returned.Name switch
            {
                "IActionResult" or "ActionResult" when container.IsOrInherits("Microsoft.AspNetCore.Mvc.ControllerBase") => "return BadRequest();",
                "IResult" => "return Results.BadRequest();",
                _ => $"throw new ArgumentException(\"The host is not allowed\", nameof({address.Identifier.ValueText}));",
            };
        }

        return null;
    }

    private static string Free(string name, SemanticModel model, int position)
    {
        var taken = model.LookupSymbols(position).Select(static symbol => symbol.Name).ToImmutableHashSet();
        while (taken.Contains(name))
            name += "ToAsk";
        return name;
    }
}
