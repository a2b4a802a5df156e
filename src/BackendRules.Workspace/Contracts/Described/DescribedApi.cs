using System.Collections.Immutable;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace BackendRules.Workspaces;

/// <summary>What an OpenAPI document says that an API has.</summary>
/// <param name="File">The document.</param>
/// <param name="Operations">Each verb at each path.</param>
/// <param name="Prefixes">What servers put before the paths; empty for none.</param>
internal sealed record DescribedApi(string File, ImmutableArray<DescribedOperation> Operations, ImmutableArray<string> Prefixes)
{
    /// <summary>The document in a text, or null when it is none.</summary>
    public static DescribedApi? Read(CodeText file)
    {
        var settings = new OpenApiReaderSettings();
        settings.AddYamlReader();
        OpenApiDocument? document;
        try
        {
            document = OpenApiDocument.Parse(file.Text, Path.GetExtension(file.Path) is ".yaml" or ".yml" ? OpenApiConstants.Yaml : OpenApiConstants.Json, settings).Document;
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or OpenApiException or InvalidOperationException or FormatException or SharpYaml.YamlException)
        {
            return null;
        }

        if (document?.Paths is not { Count: > 0 } paths)
            return null;
        var operations = paths.SelectMany(static path => (path.Value.Operations ?? []).Keys.Select(verb => new DescribedOperation(verb.Method.ToUpperInvariant(), path.Key)));
        var prefixes = (document.Servers ?? []).Select(static server => Below(server.Url)).Where(static prefix => prefix.Length > 0).Distinct(StringComparer.Ordinal);
        return new DescribedApi(file.Path, [.. operations], ["", .. prefixes]);
    }

    private static string Below(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? absolute.AbsolutePath.TrimEnd('/') : url is ['/', ..] ? url.TrimEnd('/') : "";
}

/// <summary>One verb at one path of a document.</summary>
internal sealed record DescribedOperation(string Verb, string Path)
{
    public override string ToString() => Verb + " " + Path;
}

/// <summary>Which documents the endpoints are checked against.</summary>
/// <param name="Given">The one that was asked for, as it is in this revision.</param>
/// <param name="LooksItself">Whether the projects' own documents count.</param>
public sealed record ApiDescriptions(ImmutableArray<CodeText> Given, bool LooksItself)
{
    /// <summary>The documents that lie in the projects.</summary>
    public static ApiDescriptions Own { get; } = new([], true);

    /// <summary>None.</summary>
    public static ApiDescriptions None { get; } = new([], false);

    /// <summary>Whether a file's name is one that documents of an API have; a build writes them beside the project under its name.</summary>
    public static bool IsNamed(string path)
    {
        var name = Path.GetFileName(path);
        return Path.GetExtension(name) is ".json" or ".yaml" or ".yml" && Path.GetFileNameWithoutExtension(name) is "openapi" or "swagger"
            || Path.GetExtension(name) == ".json" && Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } folder && (name == folder + ".json" || name.StartsWith(folder + "_", StringComparison.Ordinal))
            || name.EndsWith(".openapi.json", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".openapi.yaml", StringComparison.OrdinalIgnoreCase);
    }
}
