using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>What <c>host.json</c> of an Azure Functions application says of its routes.</summary>
internal static class FunctionHost
{
    private const string Usual = "api";

    // The one value that matters; the file may have comments.
    private static readonly Regex s_prefix = new("\"routePrefix\"\\s*:\\s*\"([^\"]*)\"", RegexOptions.CultureInvariant);

    public static string Prefix(IEnumerable<AdditionalText> files, CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            if (IsFile(file.Path) && file.GetText(cancellation) is { } text)
                return Prefix(text);
        }

        return Usual;
    }

    public static bool IsFile(string path) => string.Equals(Path.GetFileName(path), "host.json", StringComparison.OrdinalIgnoreCase);

    private static string Prefix(SourceText text) => s_prefix.Match(text.ToString()) is { Success: true } match ? match.Groups[1].Value : Usual;
}
