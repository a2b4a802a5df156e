using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>
/// Singletons get a scope factory and open a scope where they use the service; middleware takes the service in its Invoke method;
/// options snapshots become monitors.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CaptiveDependencyFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_scope = ImmutableArray.Create(new Repair("Create a scope where it is used", "BR8003.scope"));
    private static readonly ImmutableArray<Repair> s_move = ImmutableArray.Create(new Repair("Move the parameter to the Invoke method", "BR8003.scope"));
    private static readonly ImmutableArray<Repair> s_monitor = ImmutableArray.Create(new Repair("Use 'IOptionsMonitor'", "BR8003.scope"));

    public CaptiveDependencyFix()
        : base("BR8003")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (root.FindNode(finding.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is not { } parameter || KeptService.At(parameter, model, finding, cancellation) is not { } kept)
            return ImmutableArray<Repair>.Empty;
        if (kept.IsSnapshot)
            return kept.CanBeMonitor ? s_monitor : ImmutableArray<Repair>.Empty;
        if (kept.IsMiddleware)
            return kept.Invoke is not null ? s_move : ImmutableArray<Repair>.Empty;
        return kept.CanOpenScopes ? s_scope : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var all = findings.SelectMany(finding => Together(editor.OriginalRoot, finding)
            .Select(parameter => KeptService.At(parameter, editor.SemanticModel, finding, cancellation))).OfType<KeptService>()
            .GroupBy(static kept => kept.Parameter).Select(static same => same.First()).ToList();
        var needsImport = false;
        foreach (var group in all.GroupBy(static kept => kept.Class))
        {
            var scoped = new List<KeptService>();
            foreach (var kept in group)
            {
                if (kept.IsSnapshot)
                    Monitor(editor, kept);
                else if (kept.IsMiddleware)
                    Move(editor, kept);
                else if (kept.CanOpenScopes)
                    scoped.Add(kept);
            }

            if (scoped.Count == 0)
                continue;
            needsImport |= !editor.SemanticModel.LookupSymbols(group.Key.SpanStart, name: "IServiceScopeFactory").Any();
            ScopeEdits.Apply(editor, scoped);
        }

        if (needsImport && editor.OriginalRoot is CompilationUnitSyntax unit)
        {
            editor.ReplaceNode(unit, static (current, _) =>
            {
                var changed = (CompilationUnitSyntax)current;
                var import = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName("Microsoft.Extensions.DependencyInjection")).NormalizeWhitespace()
                    .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed);
                return changed.AddUsings(import);
            });
        }
    }

    /// <summary>The finding's parameter, and the others of its constructor that one scope can serve.</summary>
    private static IEnumerable<ParameterSyntax> Together(SyntaxNode root, Diagnostic finding)
    {
        if (root.FindNode(finding.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is not { Parent: ParameterListSyntax list } own)
            return [];
        var names = (finding.Properties.TryGetValue(CaptiveDependency.Together, out var text) ? text ?? "" : "").Split(',');
        return list.Parameters.Where(parameter => parameter == own || Array.IndexOf(names, parameter.Identifier.ValueText) >= 0);
    }

    private static void Monitor(DocumentEditor editor, KeptService kept)
    {
        if (!kept.CanBeMonitor)
            return;
        foreach (var type in kept.TypeNames)
            editor.ReplaceNode(type, (current, _) => ((GenericNameSyntax)current).WithIdentifier(SyntaxFactory.Identifier("IOptionsMonitor")));
        foreach (var use in kept.Uses)
        {
            if (use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } value)
                editor.ReplaceNode(value.Name, SyntaxFactory.IdentifierName("CurrentValue"));
        }
    }

    private static void Move(DocumentEditor editor, KeptService kept)
    {
        if (kept.Invoke is not { } invoke)
            return;
        var name = kept.Parameter.Identifier.ValueText;
        foreach (var use in kept.Uses)
            editor.ReplaceNode(use, SyntaxFactory.IdentifierName(name).WithTriviaFrom(use));
        var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(name)).WithType(kept.Parameter.Type!.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space));
        editor.ReplaceNode(invoke.ParameterList, (current, _) => ((ParameterListSyntax)current).AddParameters(parameter.WithLeadingTrivia(SyntaxFactory.Space)));
        editor.RemoveNode(kept.Parameter);
        if (kept.Assignment is { } assignment)
            editor.RemoveNode(assignment);
        if (kept.Field is { } field)
            editor.RemoveNode(field, SyntaxRemoveOptions.KeepNoTrivia);
    }
}
