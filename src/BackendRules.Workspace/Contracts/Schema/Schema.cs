using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Reads what the code says about its databases, and compares two revisions.</summary>
public static class Schema
{
    /// <summary>The migrations, snapshots and entities of a solution.</summary>
    public static async Task<SchemaModel> ReadAsync(Solution solution, CancellationToken cancellation = default) =>
        Read(await CodePart.OfAsync(solution, cancellation).ConfigureAwait(false), cancellation);

    /// <summary>The migrations, snapshots and entities of some projects.</summary>
    public static SchemaModel Read(IReadOnlyList<CodePart> parts, CancellationToken cancellation = default) => new SchemaReader(parts).Read(cancellation);

    /// <summary>What happened between two states.</summary>
    /// <param name="before">As it was.</param>
    /// <param name="after">As it is.</param>
    /// <param name="largeTables">Tables on which an index takes long enough to matter.</param>
    public static SchemaDifference Compare(SchemaModel before, SchemaModel after, IReadOnlySet<string>? largeTables = null) => new SchemaComparison(before, after, largeTables).Run();
}
