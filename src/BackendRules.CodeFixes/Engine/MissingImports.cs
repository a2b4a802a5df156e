using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>
/// Brings a repaired document to compile: names written in full become short behind a new <c>using</c>, and names and extension methods that a repair
/// wrote without their namespace get it. What still doesn't compile is no repair.
/// </summary>
internal static class MissingImports
{
    // Where the names that repairs write live; first match wins.
    private static readonly string[] s_namespaces =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Security.Cryptography", "System.Text", "System.Text.Encodings.Web", "System.Threading",
        "System.Threading.Tasks", "Microsoft.AspNetCore.Authorization", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Routing", "Microsoft.EntityFrameworkCore",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Http.Resilience", "Microsoft.Extensions.Logging", "Microsoft.Extensions.Options", "Dapper",
    ];

    /// <summary>The document with its imports, or null when the repair brought errors that no import takes away.</summary>
    public static async Task<Document?> Add(Document original, Document changed, CancellationToken cancellation)
    {
        if (await HasLongNames(changed, cancellation).ConfigureAwait(false))
            changed = await ImportAdder.AddImportsAsync(changed, Simplifier.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        var before = await Errors(original, cancellation).ConfigureAwait(false);
        var errors = await Errors(changed, cancellation).ConfigureAwait(false);
        if (errors.Length <= before.Length)
            return changed;
        var missing = await Namespaces(changed, errors, cancellation).ConfigureAwait(false);
        if (missing.Count == 0)
            return null;
        var root = (CompilationUnitSyntax)(await changed.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        changed = changed.WithSyntaxRoot(missing.Aggregate(root, static (unit, import) => With(unit, import)));
        return (await Errors(changed, cancellation).ConfigureAwait(false)).Length <= before.Length ? changed : null;
    }

    /// <summary>Whether a name that was written in full has no import yet. Older hosts leave a blank line where they add one that isn't needed.</summary>
    private static async Task<bool> HasLongNames(Document document, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        foreach (var node in root!.GetAnnotatedNodes(Simplifier.Annotation))
        {
            foreach (var name in node.DescendantNodesAndSelf().Where(static inner => inner is QualifiedNameSyntax or MemberAccessExpressionSyntax or AliasQualifiedNameSyntax))
            {
                var type = model.GetSymbolInfo(name, cancellation).Symbol switch
                {
                    INamedTypeSymbol named => named,
                    IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: { } made } => made,
                    _ => null,
                };
                if (type is not null && !model.LookupNamespacesAndTypes(name.SpanStart, name: type.Name).Any(found => SymbolEqualityComparer.Default.Equals(found.OriginalDefinition, type.OriginalDefinition)))
                    return true;
            }
        }

        return false;
    }

    private static async Task<ImmutableArray<Diagnostic>> Errors(Document document, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        return model is null ? ImmutableArray<Diagnostic>.Empty
            : model.GetDiagnostics(cancellationToken: cancellation).Where(static d => d.Severity == DiagnosticSeverity.Error && d.Id.StartsWith("CS", StringComparison.Ordinal)).ToImmutableArray();
    }

    private static async Task<SortedSet<string>> Namespaces(Document document, ImmutableArray<Diagnostic> errors, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var error in errors.Where(static e => e.Id is "CS0103" or "CS0246" or "CS1061"))
        {
            if (root.FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true).DescendantNodesAndSelf().OfType<SimpleNameSyntax>().FirstOrDefault() is not { } name)
                continue;
            var receiver = error.Id == "CS1061" && name.Parent is MemberAccessExpressionSyntax access ? model.GetTypeInfo(access.Expression, cancellation).Type : null;
            if (receiver is null && error.Id == "CS1061")
                continue;
            var import = Array.Find(s_namespaces, candidate => Holds(model.Compilation, candidate, name.Identifier.ValueText, receiver));
            if (import is not null)
                found.Add(import);
        }

        return found;
    }

    /// <param name="receiver">What an extension method is called on; null when a type is missing.</param>
    private static bool Holds(Compilation compilation, string candidate, string word, ITypeSymbol? receiver)
    {
        INamespaceSymbol? space = compilation.GlobalNamespace;
        foreach (var part in candidate.Split('.'))
            space = space?.GetNamespaceMembers().FirstOrDefault(member => member.Name == part);
        if (space is null)
            return false;
        return receiver is null
            ? space.GetTypeMembers(word).Concat(space.GetTypeMembers(word + "Attribute")).Any(static type => type.DeclaredAccessibility == Accessibility.Public)
            : space.GetTypeMembers().Any(type => type.MightContainExtensionMethods && type.DeclaredAccessibility == Accessibility.Public
                && type.GetMembers(word).Any(member => member is IMethodSymbol { IsExtensionMethod: true } method && method.ReduceExtensionMethod(receiver) is not null));
    }

    private static CompilationUnitSyntax With(CompilationUnitSyntax unit, string import)
    {
        var line = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(import)).NormalizeWhitespace().WithTrailingTrivia(LineBreak.Of(unit));
        if (unit.Usings.Count == 0 && unit.Members.FirstOrDefault() is BaseNamespaceDeclarationSyntax { Usings.Count: > 0 } space)
            return unit.ReplaceNode(space, space.WithUsings(Among(space.Usings, line)));
        if (unit.Usings.Count > 0)
            return unit.WithUsings(Among(unit.Usings, line));
        var first = unit.GetFirstToken(includeZeroWidth: true);
        return unit.ReplaceToken(first, first.WithLeadingTrivia(LineBreak.Of(unit))).WithUsings(SyntaxFactory.SingletonList(line.WithLeadingTrivia(first.LeadingTrivia)));
    }

    private static SyntaxList<UsingDirectiveSyntax> Among(SyntaxList<UsingDirectiveSyntax> usings, UsingDirectiveSyntax line)
    {
        var name = line.Name!.ToString();
        var plain = usings.Where(static u => u.Alias is null && u.StaticKeyword.RawKind == 0 && u.GlobalKeyword.RawKind == 0).ToArray();
        var next = Array.Find(plain, u => Order(name, u.Name?.ToString() ?? "") < 0);
        if (next is null)
        {
            var at = plain.Length == 0 ? usings.Count : usings.IndexOf(plain[plain.Length - 1]) + 1;
            return usings.Insert(at, line.WithLeadingTrivia(at == 0 ? default : Indent(usings[at - 1])));
        }

        // A header above the first line stays above.
        var index = usings.IndexOf(next);
        return usings.Replace(next, next.WithLeadingTrivia(Indent(next))).Insert(index, line.WithLeadingTrivia(next.GetLeadingTrivia()));
    }

    private static SyntaxTriviaList Indent(SyntaxNode node)
    {
        var leading = node.GetLeadingTrivia();
        return leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(leading[leading.Count - 1]) : default;
    }

    /// <summary>System first, as editors sort.</summary>
    private static int Order(string left, string right)
    {
        var system = IsSystem(left).CompareTo(IsSystem(right));
        return system != 0 ? -system : string.CompareOrdinal(left, right);
    }

    private static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
}
