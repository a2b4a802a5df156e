using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Tests;

/// <summary>The assemblies that specifications compile against, loaded once a process.</summary>
internal static class LibraryReferences
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> s_all = new(static () =>
        File.ReadAllLines(Repository.Metadata("References"))
            .Where(static path => path.Length > 0)
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .Concat(Stubs.Compile())
            .ToImmutableArray());

    public static ImmutableArray<MetadataReference> All => s_all.Value;
}
