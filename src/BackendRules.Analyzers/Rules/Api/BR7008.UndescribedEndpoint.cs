using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BackendRules;

/// <summary>BR7008: an endpoint without a description in an API that has them.</summary>
public sealed class UndescribedEndpoint : Check
{
    internal static readonly Rule Declared = new(
        "BR7008",
        nameof(UndescribedEndpoint),
        "Every endpoint is described",
        "'{0}' has no summary, unlike {1} of the {2} other endpoints; say in a sentence what it does",
        Level.Off)
    {
        Profile = ["AD6"],
        EndOnly = true,
    };

    private const int Fewest = 4;

    public UndescribedEndpoint()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder");

    public override void Start(Watch watch)
    {
        var inventory = EndpointInventory.Of(watch);
        watch.End(context =>
        {
            var sites = inventory.Read(context.Compilation, context.CancellationToken).Where(static site => site.Endpoint is { Style: EndpointStyle.Action or EndpointStyle.Minimal, IsHidden: false } && site.Location.IsInSource).ToArray();
            var described = sites.Count(site => IsDescribed(site, context.CancellationToken));
            if (sites.Length <= Fewest || described == sites.Length || described * 10 < (sites.Length - 1) * 7)
                return;
            foreach (var site in sites)
            {
                if (!IsDescribed(site, context.CancellationToken))
                    context.ReportDiagnostic(Declared.At(site.Location, site.Endpoint.ToString(), described, sites.Length - 1));
            }
        });
    }

    private static bool IsDescribed(EndpointSite site, CancellationToken cancellation)
    {
        if (site.Endpoint.Summary is { Length: > 0 } || site.Said.Any(static said => said.Name is "WithSummary" or "WithDescription" or "WithOpenApi"))
            return true;
        if (site.Handler is not { } handler)
            return false;
        if (handler.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name is "EndpointSummaryAttribute" or "EndpointDescriptionAttribute" or "SwaggerOperationAttribute"))
            return true;
        // The trivia is there whether the project parses documentation or not.
        return handler.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation).GetLeadingTrivia().Any(static trivia =>
            trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia)
            || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && trivia.ToString().StartsWith("///", StringComparison.Ordinal)));
    }
}
