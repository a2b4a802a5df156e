using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>How code at a place asks whether it runs in development.</summary>
internal static class EnvironmentInScope
{
    private static readonly (string Type, string Member)[] s_holders =
    [
        ("Microsoft.Extensions.Hosting.IHostEnvironment", ""), ("Microsoft.AspNetCore.Builder.WebApplication", ".Environment"),
        ("Microsoft.AspNetCore.Builder.WebApplicationBuilder", ".Environment"), ("Microsoft.Extensions.Hosting.IHostApplicationBuilder", ".Environment"),
        ("Microsoft.Extensions.Hosting.HostBuilderContext", ".HostingEnvironment"), ("Microsoft.AspNetCore.Hosting.WebHostBuilderContext", ".HostingEnvironment"),
    ];

    /// <summary>An expression such as <c>app.Environment.IsDevelopment()</c>, or null.</summary>
    public static string? IsDevelopment(SyntaxNode place, SemanticModel model)
    {
        if (model.Compilation.GetTypeByMetadataName("Microsoft.Extensions.Hosting.IHostEnvironment") is not { } contract
            || !model.LookupSymbols(place.SpanStart, contract, "IsDevelopment", includeReducedExtensionMethods: true).Any())
            return null;
        var isStatic = place.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>()?.Modifiers.Any(SyntaxKind.StaticKeyword) ?? false;
        (string Text, int Rank)? best = null;
        foreach (var symbol in model.LookupSymbols(place.SpanStart))
        {
            var type = symbol switch
            {
                ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } declared } local when declared[0].Span.End < place.SpanStart => local.Type,
                IParameterSymbol parameter => parameter.Type,
                IFieldSymbol { IsImplicitlyDeclared: false } field when field.IsStatic || !isStatic => field.Type,
                IPropertySymbol { IsIndexer: false } property when property.IsStatic || !isStatic => property.Type,
                _ => null,
            };
            if (type is null)
                continue;
            var rank = Array.FindIndex(s_holders, holder => type.IsOrInherits(holder.Type));
            if (rank >= 0 && (best is null || rank < best.Value.Rank))
                best = (symbol.Name + s_holders[rank].Member + ".IsDevelopment()", rank);
        }

        return best?.Text;
    }
}
