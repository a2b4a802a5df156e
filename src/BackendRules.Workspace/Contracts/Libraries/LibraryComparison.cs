using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>BRC090: what code that was compiled against a package loses. The codes are those of the SDK's package validation.</summary>
internal sealed class LibraryComparison(ChangeLog log, ApiLibrary before, ApiLibrary after)
{
    public const string ToImplement = " (to implement)";

    public void Report()
    {
        foreach (var (id, old) in before.Members)
        {
            if (!after.Members.TryGetValue(id, out var young))
                Gone(id, old);
            else if (old != young)
                Changed(id, old, young);
        }

        foreach (var (id, young) in after.Members)
        {
            if (!before.Members.ContainsKey(id) && young.EndsWith(ToImplement, StringComparison.Ordinal) && TypeOf(id, before.Members) is not null)
                Say(id, $"Who implements the interface lacks '{id[2..]}' (CP0006)", null, young);
        }
    }

    private void Gone(string id, string old)
    {
        // A type that is gone takes its members with it.
        if (id[0] != 'T' && TypeOf(id, before.Members) is { } type && !after.Members.ContainsKey(type))
            return;
        Say(id, $"{Kind(id)} '{id[2..]}' is gone ({(id[0] == 'T' ? "CP0001" : "CP0002")})", old, null);
    }

    private void Changed(string id, string old, string young)
    {
        if (id[0] == 'T')
        {
            // Opening a class hurts nobody; closing it, or making it another kind of type, does.
            if (old.Split(' ')[^1] != young.Split(' ')[^1] || young.Contains(' ', StringComparison.Ordinal))
                Say(id, $"Type '{id[2..]}' is a {young} instead of a {old} (CP0009)", old, young);
            return;
        }

        if (young == old + ToImplement)
            Say(id, $"Who implements the interface lacks '{id[2..]}' (CP0006)", old, young);
        else if (young + ToImplement != old)
            Say(id, $"{Kind(id)} '{id[2..]}' is '{young}' instead of '{old}' (CP0002)", old, young);
    }

    private void Say(string id, string what, string? was, string? becomes) =>
        new Subject(log, before.Name, id[2..]).Report("BRC090", ContractLevel.Breaking, Direction.None, what, new Changed(null, was, becomes));

    /// <summary>The type that a member belongs to, where it was public.</summary>
    private static string? TypeOf(string id, ImmutableSortedDictionary<string, string> members)
    {
        var name = id[2..].Split('(')[0];
        return name.LastIndexOf('.') is var dot and > 0 && members.ContainsKey("T:" + name[..dot]) ? "T:" + name[..dot] : null;
    }

    private static string Kind(string id) => id[0] switch
    {
        'T' => "Type",
        'M' => "Method",
        'P' => "Property",
        'F' => "Field",
        _ => "Event",
    };
}
