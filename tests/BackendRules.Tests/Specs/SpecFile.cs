using BackendRules.Build;

namespace BackendRules.Tests;

/// <summary>A file of a case: its name, its text without wants, and the wants.</summary>
/// <param name="Shift">Lines that the runner put before the text of the page.</param>
internal sealed record SpecFile(string Name, string Text, IReadOnlyList<Want> Wants, int PageLine, int Shift)
{
    public bool IsSource => Name.EndsWith(".cs", StringComparison.Ordinal);

    public static SpecFile Of(Fence fence, string name)
    {
        var (text, wants) = Want.Strip(fence.Text, fence.Line);
        if (!name.EndsWith(".cs", StringComparison.Ordinal))
            return new SpecFile(name, text, wants, fence.Line, 0);
        var (wrapped, shift) = Snippet.Wrap(text);
        return new SpecFile(name, wrapped, wants.ConvertAll(want => want with { Line = want.Line + shift }), fence.Line, shift);
    }
}
