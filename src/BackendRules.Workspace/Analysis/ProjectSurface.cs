using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Workspaces;

/// <summary>
/// What a project looks like to those that reference it: its declarations as a reference assembly, as a build hands them on, and what its bodies do to values.
/// While neither changes, nothing that references it has to be looked at again.
/// </summary>
/// <param name="Declarations">The reference assembly; <see langword="null"/> when the declarations don't compile.</param>
/// <param name="Facts">The facts about bodies.</param>
/// <param name="Hash">Of both.</param>
internal sealed record ProjectSurface(PortableExecutableReference? Declarations, AdditionalText Facts, string Hash)
{
    private static readonly EmitOptions s_declarations = new(metadataOnly: true, includePrivateMembers: false);

    public static ProjectSurface Of(Project project, Compilation compilation, string left, CancellationToken cancellation)
    {
        var facts = new FactsText(project, left);
        using var image = new MemoryStream();
        var exact = compilation.WithOptions(compilation.Options.WithDeterministic(true));
        if (!exact.Emit(image, options: s_declarations, cancellationToken: cancellation).Success)
            return new ProjectSurface(null, facts, "");
        var bytes = image.ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(bytes), .. facts.Hash]));
        // The path is where a build would have it: rules tell projects of the solution from packages by it.
        var path = Path.Combine(Path.GetDirectoryName(project.FilePath ?? "") ?? "", "obj", "ref", project.AssemblyName + ".dll");
        return new ProjectSurface(MetadataReference.CreateFromImage(bytes, filePath: path), facts, hash);
    }

    private sealed class FactsText(Project project, string text) : AdditionalText
    {
        private readonly SourceText _text = SourceText.From(text, Encoding.UTF8);

        public ImmutableArray<byte> Hash => _text.GetContentHash();

        public override string Path { get; } = System.IO.Path.Combine("obj", project.AssemblyName + FactsTarget.Extension);

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }
}
