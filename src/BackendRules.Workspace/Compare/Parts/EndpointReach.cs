using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace BackendRules.Workspaces;

/// <summary>Which endpoints run through the place of a finding: callers are followed upwards, through interfaces, as far as they can be seen.</summary>
internal sealed class EndpointReach(Solution solution, Confinement root, IEnumerable<ApiEndpoint> endpoints)
{
    private const int MaxDepth = 8;
    private const int MaxVisits = 200;

    private readonly ILookup<string, ApiEndpoint> _byHandler = endpoints.Where(static e => e.HandlerId is not null).ToLookup(static e => e.HandlerId!, StringComparer.Ordinal);
    private readonly ILookup<(string, int), ApiEndpoint> _byPlace = endpoints.Where(static e => e.Place is not null).ToLookup(e => (root.Show(Path.GetFullPath(e.Place!.File, root.Root)), e.Place!.Line));

    /// <summary>The endpoints, in order.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(Finding finding, CancellationToken cancellation)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        if (solution.GetDocumentIdsWithFilePath(Path.GetFullPath(finding.Location.File, root.Root)).Select(solution.GetDocument).OfType<Document>().FirstOrDefault() is not { } document)
            return [];
        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        if (finding.Location.Line > text.Lines.Count)
            return [];
        var position = Math.Min(text.Lines[finding.Location.Line - 1].Start + finding.Location.Column - 1, Math.Max(0, text.Length - 1));
        if (await WithinAsync(document, position, found, cancellation).ConfigureAwait(false) is not { } member)
            return [.. found];
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { member };
        var queue = new Queue<(ISymbol Symbol, int Depth)>([(member, 0)]);
        while (queue.Count > 0 && seen.Count < MaxVisits)
        {
            var (symbol, depth) = queue.Dequeue();
            if (symbol.GetDocumentationCommentId() is { } id)
                found.UnionWith(_byHandler[id].Select(static e => e.ToString()));
            if (depth == MaxDepth)
                continue;
            foreach (var caller in await SymbolFinder.FindCallersAsync(symbol, solution, cancellation).ConfigureAwait(false))
            {
                foreach (var location in caller.Locations)
                {
                    if (solution.GetDocument(location.SourceTree) is { } place
                        && await WithinAsync(place, location.SourceSpan.Start, found, cancellation).ConfigureAwait(false) is { } outer && seen.Add(outer))
                        queue.Enqueue((outer, depth + 1));
                }
            }
        }

        return [.. found];
    }

    // The member around a position; none when the position is inside a handler that is mapped right there, since who maps it doesn't call it.
    private async Task<ISymbol?> WithinAsync(Document document, int position, SortedSet<string> found, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } tree || document.FilePath is not { } file)
            return null;
        var shown = root.Show(file);
        var token = tree.FindToken(position);
        for (var node = token.Parent; node is not null; node = node.Parent)
        {
            if (node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access })
                continue;
            var line = access.Name.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            if (_byPlace.Contains((shown, line)) && token.Parent!.AncestorsAndSelf().Any(a => a is AnonymousFunctionExpressionSyntax && a.Span.Start > node.SpanStart))
            {
                found.UnionWith(_byPlace[(shown, line)].Select(static e => e.ToString()));
                return null;
            }
        }

        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var symbol = model?.GetEnclosingSymbol(position, cancellation);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction } inner)
            symbol = inner.ContainingSymbol;
        return symbol is IMethodSymbol { AssociatedSymbol: IPropertySymbol property } ? property : symbol as IMethodSymbol;
    }
}
