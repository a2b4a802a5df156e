using System.Text;

namespace BackendRules.Workspaces;

/// <summary>The OpenAPI document that a comparison was told to look at, in each revision.</summary>
internal sealed class DescriptionFile(RevisionPair pair, string? asked)
{
    private const string None = "none";

    private const int MaxLength = 8 << 20;

    private string Below => Path.GetRelativePath(pair.Top, asked!);

    /// <summary>As it is. A document that isn't there is a fault of whoever named it.</summary>
    public ApiDescriptions Now()
    {
        if (asked is null or None)
            return asked is null ? ApiDescriptions.Own : ApiDescriptions.None;
        var file = Path.GetFullPath(Below, pair.HeadTop);
        if (!pair.Head.Root.Contains(file))
            throw new Fault("path_outside_root", $"'{Shown.Short(asked)}' lies outside the root.");
        if (!File.Exists(file) || new FileInfo(file).Length > MaxLength)
            throw new Fault("invalid_argument", $"'{Shown.Short(asked)}' is no OpenAPI document{(File.Exists(file) ? ": it is too large" : ": there is no such file")}.");
        return new ApiDescriptions([new CodeText(Below, file, PlainFile.ReadText(file))], false);
    }

    /// <summary>As it was; none when there was none.</summary>
    public async Task<ApiDescriptions> ThenAsync(CancellationToken cancellation)
    {
        if (asked is null or None)
            return Now();
        var path = Below.Replace('\\', '/');
        var before = pair.Changes.FirstOrDefault(change => change.Path == path) is { } change ? change.Kind == "added" ? null : change.Before ?? change.Path : path;
        return before is not null && pair.Choice is { } choice && await pair.Git.ReadAsync(choice.Sha, before, cancellation).ConfigureAwait(false) is { } bytes
            ? new ApiDescriptions([new CodeText(Below, before, Encoding.UTF8.GetString(bytes))], false) : ApiDescriptions.None;
    }
}
