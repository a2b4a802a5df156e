using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>
/// How a rule repairs: one method over all findings of a document. The single fix is the case of one finding, and fix-all in every scope derives
/// from it. A repair that would change nothing, or that would not compile, is not offered.
/// </summary>
public abstract class RuleFix : CodeFixProvider
{
    private static readonly ImmutableArray<Repair> s_none = ImmutableArray<Repair>.Empty;

    /// <param name="ids">The rules it repairs, and ids of SDK rules that say the same.</param>
    protected RuleFix(params string[] ids) => FixableDiagnosticIds = ids.ToImmutableArray();

    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (all, document, findings) =>
    {
        // Batch tools ask without a key when the finding that they tried first has no repair: then the first way that is offered counts.
        var key = all.CodeActionEquivalenceKey;
        var offering = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var finding in findings)
        {
            var offered = await Offers(document, finding, all.CancellationToken).ConfigureAwait(false);
            if (string.IsNullOrEmpty(key) && offered.Length > 0)
                key = offered[0].Key;
            if (offered.Any(repair => repair.Key == key))
                offering.Add(finding);
        }

        return offering.Count == 0 ? null : await Changed(document, offering.ToImmutable(), new Repair("", key!), all.CancellationToken).ConfigureAwait(false);
    });

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var finding in context.Diagnostics)
        {
            foreach (var repair in await Offers(context.Document, finding, context.CancellationToken).ConfigureAwait(false))
            {
                var one = ImmutableArray.Create(finding);
                if (await Changed(context.Document, one, repair, context.CancellationToken).ConfigureAwait(false) is { } changed)
                    context.RegisterCodeFix(CodeAction.Create(repair.Title, _ => Task.FromResult(changed), repair.Key), finding);
            }
        }
    }

    /// <summary>The ways to repair a finding, safest first: batch tools take the first. Empty when this finding has none.</summary>
    protected abstract ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation);

    /// <summary>Repairs all findings of a document in one of the offered ways; leaves alone what can't be repaired that way.</summary>
    protected abstract void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation);

    private async Task<ImmutableArray<Repair>> Offers(Document document, Diagnostic finding, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return model is null || root is null || !finding.Location.IsInSource || !root.FullSpan.Contains(finding.Location.SourceSpan)
            ? s_none
            : Offers(model, root, finding, cancellation);
    }

    private async Task<Document?> Changed(Document document, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        Apply(editor, findings, repair, cancellation);
        var changed = editor.GetChangedDocument();
        var root = await changed.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root is null || root.IsEquivalentTo(editor.OriginalRoot) || await MissingImports.Add(document, changed, cancellation).ConfigureAwait(false) is not { } complete)
            return null;
        return await LineBreak.Keep(complete, editor.OriginalRoot, cancellation).ConfigureAwait(false);
    }
}
