namespace BackendRules.Build;

/// <summary>An entry of the grid's page: a source, a carrier, a sink, a guard, or something that cleans.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Kind">Which it is.</param>
/// <param name="Rules">The rules that a sink breaks, or that a guard protects; "*" for all.</param>
/// <param name="Code">Its code.</param>
/// <param name="Types">What is declared beside it.</param>
internal sealed record GridPart(string Name, string Kind, string[] Rules, string Code, string Types)
{
    private const string Input = "// in: ";

    /// <summary>The expression that a source gives.</summary>
    public string Given => Code.Split('\n')[0][Input.Length..];

    public bool Protects(string rule) => Rules.Contains("*") || Rules.Contains(rule);

    public static IReadOnlyList<GridPart> Read(string page)
    {
        var parts = new List<GridPart>();
        foreach (var fence in Fence.Read(page))
        {
            if (fence.Has("types"))
                parts[^1] = parts[^1] with { Types = fence.Text };
            else
                parts.Add(new GridPart(fence.Heading, fence.Words[0], fence.Words[1..], fence.Text, ""));
        }

        return parts;
    }

    /// <summary>The declaration of a source with the rest of a program in its place.</summary>
    public string Around(string body)
    {
        var at = Code.IndexOf('\n', StringComparison.Ordinal) + 1;
        return Code[at..].Replace("$BODY", body, StringComparison.Ordinal);
    }
}
