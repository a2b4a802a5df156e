using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BackendRules.Tests;

/// <summary>Signatures of libraries that the package feed lacks, written from their public documentation: one folder of <c>tests/Stubs</c> a library.</summary>
internal static class Stubs
{
    public static IEnumerable<MetadataReference> Compile()
    {
        var folder = Path.Combine(Repository.Root, "tests", "Stubs");
        if (!Directory.Exists(folder))
            return [];
        var libraries = File.ReadAllLines(Repository.Metadata("References")).Where(static path => path.Length > 0)
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path)).ToArray();
        return Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(library => Compile(library, libraries)).ToArray();
    }

    private static MetadataReference Compile(string library, MetadataReference[] libraries)
    {
        var sources = Directory.GetFiles(library, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(static path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path));
        var compilation = CSharpCompilation.Create(Path.GetFileName(library), sources, libraries,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        return result.Success
            ? MetadataReference.CreateFromImage(image.ToArray())
            : throw new InvalidDataException($"{Repository.Relative(library)}: {result.Diagnostics.First(static d => d.Severity == DiagnosticSeverity.Error)}");
    }
}
