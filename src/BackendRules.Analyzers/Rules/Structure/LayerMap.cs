using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>The layers of a solution and which of them may use which, from one line of <c>.editorconfig</c>.</summary>
internal sealed class LayerMap
{
    private readonly List<string> _layers = [];
    private readonly HashSet<(string From, string To)> _allowed = [];

    public LayerMap(IEnumerable<string> chains)
    {
        foreach (var chain in chains)
        {
            var layers = chain.Split('>').Select(static layer => layer.Trim()).Where(static layer => layer.Length > 0).ToArray();
            for (var i = 0; i < layers.Length; i++)
            {
                if (!_layers.Contains(layers[i]))
                    _layers.Add(layers[i]);
                for (var j = i + 1; j < layers.Length; j++)
                    _allowed.Add((layers[i], layers[j]));
            }
        }

        // What a chain allows goes on in the chains that start where it ends.
        for (var grown = true; grown;)
            grown = _allowed.ToArray().Aggregate(false, (any, one) => _allowed.ToArray().Where(other => other.From == one.To).Aggregate(any, (more, other) => _allowed.Add((one.From, other.To)) || more));
    }

    public bool Allows(string from, string to) => from == to || _allowed.Contains((from, to));

    /// <summary>The layer of a type; the one whose name stands deepest in the namespace when several do.</summary>
    public string? Of(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace is { IsGlobalNamespace: false } named ? named.ToDisplayString() : "";
        var assembly = type.ContainingAssembly?.Name ?? "";
        string? best = null;
        var depth = -1;
        foreach (var layer in _layers)
        {
            var at = layer.IndexOf('*') >= 0 ? Fits(space, layer) || Fits(assembly, layer) ? layer.Length : -1 : Math.Max(Segment(space, layer), Segment(assembly, layer));
            if (at > depth)
                (best, depth) = (layer, at);
        }

        return best;
    }

    private static int Segment(string space, string layer)
    {
        var segments = space.Split('.');
        return Array.FindLastIndex(segments, segment => segment == layer);
    }

    private static bool Fits(string text, string pattern)
    {
        var pieces = pattern.Split('*');
        var from = 0;
        for (var i = 0; i < pieces.Length; i++)
        {
            var at = text.IndexOf(pieces[i], from, StringComparison.Ordinal);
            if (at < 0 || i == 0 && at != 0)
                return false;
            from = at + pieces[i].Length;
        }

        return pieces[pieces.Length - 1].Length == 0 || text.EndsWith(pieces[pieces.Length - 1], StringComparison.Ordinal);
    }
}
