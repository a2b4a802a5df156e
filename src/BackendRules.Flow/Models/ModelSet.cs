namespace BackendRules.Flow;

/// <summary>Everything that model files say, without a compilation.</summary>
public sealed class ModelSet
{
    private readonly List<ModelLine> _lines;
    private readonly Dictionary<string, List<ModelLine>> _byName = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, ModelLine Line)> _byPrefix = [];

    private ModelSet(Kinds sinks, Kinds sources, List<ModelLine> lines, List<ModelError> errors)
    {
        Sinks = sinks;
        Sources = sources;
        _lines = lines;
        Errors = errors;
        foreach (var line in lines)
        {
            foreach (var member in line.Members)
                Index(member, line);
        }
    }

    /// <summary>What values are dangerous as.</summary>
    public Kinds Sinks { get; }

    /// <summary>Where dangerous values come from.</summary>
    public Kinds Sources { get; }

    public IReadOnlyList<ModelLine> Lines => _lines;

    public IReadOnlyList<ModelError> Errors { get; }

    /// <summary>Reads files that may declare kinds. Their order decides the bits, so that it must be the same each time.</summary>
    public static ModelSet Read(IEnumerable<(string File, string Text)> files) => Read(new Kinds(), new Kinds(), [], files, declares: true);

    /// <summary>This and further files, which may use the kinds that are declared here.</summary>
    public ModelSet With(IEnumerable<(string File, string Text)> files) => Read(Sinks, Sources, _lines, files, declares: false);

    /// <summary>Lines about members of this name, whatever their type.</summary>
    internal IEnumerable<ModelLine> Named(string name)
    {
        if (_byName.TryGetValue(name, out var lines))
        {
            foreach (var line in lines)
                yield return line;
        }

        foreach (var (prefix, line) in _byPrefix)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name is not "new" and not "this[]")
                yield return line;
        }
    }

    private static ModelSet Read(Kinds sinks, Kinds sources, List<ModelLine> before, IEnumerable<(string File, string Text)> files, bool declares)
    {
        var lines = new List<ModelLine>(before);
        var errors = new List<ModelError>();
        foreach (var (file, text) in files)
        {
            var parser = new ModelParser(file, sinks, sources, declares);
            parser.Read(text);
            lines.AddRange(parser.Lines);
            errors.AddRange(parser.Errors);
        }

        return new ModelSet(sinks, sources, lines, errors);
    }

    private void Index(string member, ModelLine line)
    {
        if (member.EndsWith("*", StringComparison.Ordinal))
        {
            _byPrefix.Add((member.Substring(0, member.Length - 1), line));
            return;
        }

        if (!_byName.TryGetValue(member, out var lines))
            _byName.Add(member, lines = []);
        lines.Add(line);
    }
}
