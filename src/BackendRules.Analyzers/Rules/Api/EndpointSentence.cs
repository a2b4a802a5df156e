using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>What says in words what an endpoint does: calls on it, attributes, and the comment above its handler.</summary>
internal sealed class EndpointSentence(Compilation compilation, CancellationToken cancellation)
{
    private static readonly string[] s_attributes = ["EndpointSummaryAttribute", "EndpointDescriptionAttribute", "SwaggerOperationAttribute"];

    private HashSet<string>? _summaries;

    public bool Describes(EndpointSite site)
    {
        if (site.Endpoint.Summary is { Length: > 0 } || site.Said.Any(Says))
            return true;
        if (site.Endpoint.Style == EndpointStyle.Class)
            return site.Owner is { } owner && (_summaries ??= Summaries()).Contains(owner.ToDisplayString());
        return site.Handler is { } handler && (handler.GetAttributes().Any(Says) || handler.DeclaringSyntaxReferences.Any(reference => IsSentence(Comment(reference.GetSyntax(cancellation)))));
    }

    /// <summary>Whether it is mapped outside production only.</summary>
    public bool IsForDevelopers(EndpointSite site) =>
        site.Location.SourceTree is { } tree && tree.GetRoot(cancellation).FindNode(site.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
        && compilation.GetSemanticModel(tree).GetOperation(call, cancellation) is { } operation && EnvironmentGate.Covers(operation);

    private static bool Says(Convention said) => said.Name switch
    {
        "WithSummary" or "WithDescription" => true,
        // A bare 'WithOpenApi' makes an entry without words.
        "WithOpenApi" or "AddOpenApiOperationTransformer" => said.Texts.Count > 0,
        "WithMetadata" => said.Texts.Any(static text => Array.IndexOf(s_attributes, text) >= 0),
        _ => false,
    };

    private static bool Says(AttributeData attribute)
    {
        if (attribute.AttributeClass is not { } type || Array.IndexOf(s_attributes, type.Name) < 0)
            return false;
        return type.Name != "SwaggerOperationAttribute" || attribute.ConstructorArguments.Any(static given => given is { Kind: TypedConstantKind.Primitive, Value: string { Length: > 0 } })
            || attribute.NamedArguments.Any(static named => named is { Key: "Summary" or "Description", Value.Value: string { Length: > 0 } });
    }

    /// <summary>The endpoint classes that a <c>Summary&lt;T&gt;</c> of FastEndpoints describes.</summary>
    private HashSet<string> Summaries() => new(
        SourceTypes.Of(compilation, cancellation).All.SelectMany(static type => type.WithBases()).Where(static type => type is { Name: "Summary", TypeArguments.Length: > 0, ContainingNamespace.Name: "FastEndpoints" }).Select(static type => type.TypeArguments[0].ToDisplayString()),
        StringComparer.Ordinal);

    /// <summary>The documentation above a declaration; the trivia is there whether the project parses it or not.</summary>
    private static string Comment(SyntaxNode declaration)
    {
        var text = new StringBuilder();
        foreach (var trivia in declaration.GetLeadingTrivia())
        {
            if (trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia)
                || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && trivia.ToString().StartsWith("///", StringComparison.Ordinal))
                text.AppendLine(trivia.ToFullString());
        }

        return text.ToString();
    }

    private static bool IsSentence(string comment) =>
        comment.IndexOf("<inheritdoc", StringComparison.Ordinal) >= 0 || comment.IndexOf("<include", StringComparison.Ordinal) >= 0 || HasWords(comment, "summary") || HasWords(comment, "remarks");

    private static bool HasWords(string comment, string element)
    {
        var start = comment.IndexOf("<" + element + ">", StringComparison.Ordinal);
        var end = start < 0 ? -1 : comment.IndexOf("</" + element + ">", start, StringComparison.Ordinal);
        return end >= 0 && comment.Substring(start + element.Length + 2, end - start - element.Length - 2).Any(char.IsLetterOrDigit);
    }
}
