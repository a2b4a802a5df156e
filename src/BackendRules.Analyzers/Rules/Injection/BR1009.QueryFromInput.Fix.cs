using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Takes the values out of a query's text: parameters of Cosmos DB, keys and arguments of a Redis script, filters of MongoDB's builders and of tables.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class QueryFromInputFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Pass the values beside the query", "BR1009.values"));

    public QueryFromInputFix()
        : base("BR1009")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Change(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
            Change(editor.SemanticModel, editor.OriginalRoot, finding, cancellation)?.Invoke(editor);
    }

    private static Action<DocumentEditor>? Change(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax text || TextTemplate.Of(text, model, cancellation) is not { } template)
            return null;
        while (text.Parent is ParenthesizedExpressionSyntax outer)
            text = outer;
        if (model.GetTypeInfo(text, cancellation).ConvertedType is INamedTypeSymbol { Name: "FilterDefinition", TypeArguments: [var document] })
            return Built(text, template, BsonShape.Of(template, model, cancellation)?.Filters($"Builders<{document.ToMinimalDisplayString(model, text.SpanStart)}>.Filter"));
        return text.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: { } owner } } argument && model.GetSymbolInfo(owner, cancellation).Symbol is IMethodSymbol method
            ? (method.ContainingType.Name, owner) switch
            {
                ("QueryDefinition", BaseObjectCreationExpressionSyntax creation) => Definition(creation, text, template, model, cancellation),
                ("Container", InvocationExpressionSyntax) => Query(argument, template, model, cancellation),
                ("BsonDocument", InvocationExpressionSyntax call) when method.Name == "Parse" => Built(call, template, BsonShape.Of(template, model, cancellation)?.Document()),
                ("TableClient", InvocationExpressionSyntax) => Filter(method.ContainingType.ToMinimalDisplayString(model, text.SpanStart), template, model, cancellation),
                ("IDatabase" or "IDatabaseAsync", InvocationExpressionSyntax call) => ScriptChange.Of(call, template, model, cancellation),
                _ => null,
            }
            : null;
    }

    private static Action<DocumentEditor>? Built(ExpressionSyntax place, TextTemplate template, string? built) => built is null || template.Local is not null ? null : editor =>
        editor.ReplaceNode(place, SyntaxFactory.ParseExpression(built).WithTriviaFrom(place));

    /// <summary><c>new QueryDefinition(text)</c>: its parameters follow.</summary>
    private static Action<DocumentEditor>? Definition(BaseObjectCreationExpressionSyntax creation, ExpressionSyntax text, TextTemplate template, SemanticModel model, CancellationToken cancellation)
    {
        if (creation is not ObjectCreationExpressionSyntax || Parameters(template, model, cancellation) is not var (query, calls))
            return null;
        return template.Local is not null
            ? editor =>
            {
                editor.ReplaceNode(template.Node, query.WithTriviaFrom(template.Node));
                editor.ReplaceNode(creation, (current, _) => SyntaxFactory.ParseExpression(current.WithoutTrivia() + calls).WithTriviaFrom(current));
            }
            : editor => editor.ReplaceNode(creation, SyntaxFactory.ParseExpression(creation.ReplaceNode(text, query.WithTriviaFrom(text)).WithoutTrivia() + calls).WithTriviaFrom(creation));
    }

    /// <summary>A text given to a container: a definition takes its place.</summary>
    private static Action<DocumentEditor>? Query(ArgumentSyntax argument, TextTemplate template, SemanticModel model, CancellationToken cancellation)
    {
        if (Parameters(template, model, cancellation) is not var (query, calls))
            return null;
        var name = argument.NameColon is null ? "" : "queryDefinition: ";
        return editor =>
        {
            if (template.Local is not null)
                editor.ReplaceNode(template.Node, query.WithTriviaFrom(template.Node));
            var given = template.Local is null ? query : argument.Expression.WithoutTrivia();
            editor.ReplaceNode(argument, SyntaxFactory.ParseArgumentList($"({name}new QueryDefinition({given}){calls})").Arguments[0].WithTriviaFrom(argument));
        };
    }

    /// <summary>A filter of a table: <c>CreateQueryFilter</c> writes the values, with the quotes of texts.</summary>
    private static Action<DocumentEditor>? Filter(string client, TextTemplate template, SemanticModel model, CancellationToken cancellation)
    {
        var parts = template.Parts.ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Hole is not { } hole)
                continue;
            var before = i > 0 ? parts[i - 1].Text : null;
            var isQuoted = before is not null && before.EndsWith("'", StringComparison.Ordinal);
            var type = model.GetTypeInfo(hole, cancellation).Type?.SpecialType;
            if (parts[i].Format.Length > 0 || isQuoted != (type == SpecialType.System_String) || !isQuoted && type is not (SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double or SpecialType.System_Boolean))
                return null;
            if (!isQuoted)
                continue;
            if (i + 1 == parts.Length || parts[i + 1].Text is not ['\'', .. var after] || before!.EndsWith("''", StringComparison.Ordinal))
                return null;
            parts[i - 1] = new TextPart(before.Substring(0, before.Length - 1), null);
            parts[i + 1] = new TextPart(after, null);
        }

        return editor => editor.ReplaceNode(template.Node, SyntaxFactory.ParseExpression($"{client}.CreateQueryFilter({template.Render(parts, interpolated: true)})").WithTriviaFrom(template.Node));
    }

    private static (ExpressionSyntax Query, string Calls)? Parameters(TextTemplate template, SemanticModel model, CancellationToken cancellation)
    {
        var taken = template.Parts.Where(static part => part.Text is not null)
            .SelectMany(static part => System.Text.RegularExpressions.Regex.Matches(part.Text!, @"@(\w+)").Cast<System.Text.RegularExpressions.Match>()).Select(static match => match.Groups[1].Value);
        if (SqlParameters.Of(template, "@", takesLists: false, taken, model, cancellation) is not { } parameters)
            return null;
        return (SyntaxFactory.ParseExpression(template.Render(parameters.Parts, interpolated: false)),
            string.Concat(parameters.Values.Select(static value => $".WithParameter(\"@{value.Name}\", {value.Value})")));
    }
}
