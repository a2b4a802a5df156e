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
    public static SchemaDifference Compare(SchemaModel before, SchemaModel after) => new SchemaComparison(before, after).Run();
}
