using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>
/// A set of members by pattern: <c>Namespace.Type.Member</c>, where the member may be a prefix (<c>Query*</c>), a choice
/// (<c>{Wait,Result}</c>) or <c>new</c> for constructors. Members that override or implement a named one belong to the set too.
/// The member's name decides first, so that a call of any other name costs one dictionary lookup.
/// </summary>
public sealed class Members
{
    private readonly Dictionary<string, List<string>> _exact = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, string Type)> _prefixes = [];

    public Members(params string[] patterns)
    {
        foreach (var pattern in patterns)
        {
            var brace = pattern.IndexOf('{');
            var dot = brace >= 0 ? brace - 1 : pattern.LastIndexOf('.');
            var type = pattern.Substring(0, dot);
            var names = brace >= 0 ? pattern.Substring(brace + 1, pattern.Length - brace - 2) : pattern.Substring(dot + 1);
            foreach (var name in names.Split(','))
                Add(type, name);
        }
    }

    /// <summary>The names that members of the set have; null when some are only known by how they begin.</summary>
    public IEnumerable<string>? Names => _prefixes.Count > 0 ? null : _exact.Keys;

    /// <summary>The types that declare the members, by metadata name.</summary>
    public IEnumerable<string> Types => _exact.Values.SelectMany(static types => types).Concat(_prefixes.Select(static prefix => prefix.Type)).Distinct(StringComparer.Ordinal);

    /// <summary>All members of some sets.</summary>
    public static Members Union(params Members[] sets)
    {
        var all = new Members();
        foreach (var set in sets)
        {
            foreach (var pair in set._exact)
            {
                foreach (var type in pair.Value)
                    all.Add(type, pair.Key);
            }

            all._prefixes.AddRange(set._prefixes);
        }

        return all;
    }

    /// <summary>Whether a member of this name may belong to the set: what is asked before anything that costs.</summary>
    public bool MayContain(string name)
    {
        if (_exact.ContainsKey(name))
            return true;
        foreach (var (prefix, _) in _prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Whether the member belongs to the set. Extension methods may be given in either form.</summary>
    public bool Contain(ISymbol member)
    {
        if (member is IMethodSymbol { ReducedFrom: { } full })
            member = full;
        if (member.ContainingType is not { } type)
            return false;
        var name = member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? "new" : member.Name;
        if (_exact.TryGetValue(name, out var types))
        {
            foreach (var candidate in types)
            {
                if (Holds(type, candidate, name))
                    return true;
            }
        }

        foreach (var (prefix, candidate) in _prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && Holds(type, candidate, name))
                return true;
        }

        return false;
    }

    private static bool Holds(INamedTypeSymbol type, string candidate, string name) =>
        name == "new" ? type.Is(candidate) : type.IsOrInherits(candidate);

    private void Add(string type, string name)
    {
        if (name.EndsWith("*", StringComparison.Ordinal))
        {
            _prefixes.Add((name.Substring(0, name.Length - 1), type));
            return;
        }

        if (!_exact.TryGetValue(name, out var types))
            _exact.Add(name, types = []);
        types.Add(type);
    }
}
