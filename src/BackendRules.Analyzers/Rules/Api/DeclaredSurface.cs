using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>A line of the surface files that isn't written off.</summary>
internal sealed record DeclaredLine(string Line, Location Place, bool IsShipped);

/// <summary>What the surface files declare: the shipped lines without the removed ones, and the unshipped lines.</summary>
internal sealed class DeclaredSurface
{
    private readonly List<DeclaredLine> _left = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    public DeclaredSurface(AdditionalText shipped, AdditionalText? unshipped, CancellationToken cancellation)
    {
        foreach (var file in new[] { shipped, unshipped })
        {
            if (file?.GetText(cancellation) is not { } text)
                continue;
            foreach (var (line, span) in EndpointLines.Read(text))
            {
                if (line.StartsWith(EndpointLines.Removed, StringComparison.Ordinal))
                    _removed.Add(line.Substring(EndpointLines.Removed.Length).Trim());
                else if (!_left.Exists(known => known.Line == line))
                    _left.Add(new DeclaredLine(line, Location.Create(file.Path, span, text.Lines.GetLinePositionSpan(span)), file == shipped));
            }
        }

        _left.RemoveAll(line => _removed.Contains(line.Line));
    }

    /// <summary>The lines that no endpoint took.</summary>
    public IReadOnlyList<DeclaredLine> Left => _left;

    public bool WasRemoved(string line) => _removed.Contains(line);

    /// <summary>Takes the line itself; false when it isn't declared.</summary>
    public bool Take(string line) => _left.RemoveAll(known => known.Line == line) > 0;

    /// <summary>Takes the line that stood for the same endpoint before: the same verb and route, the names of its parameters last.</summary>
    public DeclaredLine? TakeFormer(string line)
    {
        var former = _left.Find(known => EndpointLines.Key(known.Line) == EndpointLines.Key(line)) ?? _left.Find(known => EndpointLines.Nameless(known.Line) == EndpointLines.Nameless(line));
        if (former is not null)
            _left.Remove(former);
        return former;
    }
}
