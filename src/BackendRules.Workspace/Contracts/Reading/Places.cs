using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Locations as the contract writes them.</summary>
internal static class Places
{
    public static ApiPlace? Of(Location? location)
    {
        if (location is not { Kind: LocationKind.SourceFile or LocationKind.ExternalFile })
            return null;
        var span = location.GetLineSpan();
        return new ApiPlace(span.Path.Replace('\\', '/'), span.StartLinePosition.Line + 1);
    }

    public static ApiPlace? Of(ISymbol symbol) => Of(symbol.Locations.FirstOrDefault(static location => location.IsInSource));
}
