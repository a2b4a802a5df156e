using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>
/// Shows every body of a compilation to the facts that collect from bodies. The analyzer driver would do the same, but a setting that switches all
/// analyzers off would switch the extraction off with them.
/// </summary>
internal static class BodyWalk
{
    // Roslyn would rather see its driver used; the contexts are plain values and the facts only read them.
#pragma warning disable CS0618
    public static void Show(CodePart part, Watch watch, CancellationToken cancellation)
    {
        var calls = watch.Calls.ToArray();
        var creations = watch.Creations.ToArray();
        Parallel.ForEach(part.Compilation.SyntaxTrees, new ParallelOptions { CancellationToken = cancellation }, tree =>
        {
            var model = part.Compilation.GetSemanticModel(tree);
            foreach (var node in Bodies(tree.GetRoot(cancellation)))
            {
                if (model.GetOperation(node, cancellation) is not { } body || Owner(model, node, cancellation) is not { } owner)
                    continue;
                foreach (var operation in body.DescendantsAndSelf())
                    Show(operation, owner);
                if (watch.Bodies.Count > 0)
                {
                    var blocks = body is IMethodBodyBaseOperation ? body.ChildOperations.ToImmutableArray() : [body];
                    var context = new OperationBlockAnalysisContext(blocks, owner, part.Compilation, part.Options, static _ => { }, static _ => true, cancellation);
                    foreach (var see in watch.Bodies)
                        see(context);
                }
            }

            void Show(IOperation operation, ISymbol owner)
            {
                var isCall = operation.Kind == OperationKind.Invocation && calls.Length > 0;
                var isCreation = operation.Kind == OperationKind.ObjectCreation && creations.Length > 0;
                if (!watch.Operations.TryGetValue(operation.Kind, out var actions) && !isCall && !isCreation)
                    return;
                var context = new OperationAnalysisContext(operation, owner, part.Compilation, part.Options, static _ => { }, static _ => true, cancellation);
                foreach (var see in actions ?? [])
                    see(context);
                if (operation is IInvocationOperation call)
                {
                    foreach (var (members, see) in calls)
                    {
                        if (members.Contain(call.TargetMethod))
                            see(context, call);
                    }
                }

                if (operation is IObjectCreationOperation { Constructor: { } constructor } creation)
                {
                    foreach (var (members, see) in creations)
                    {
                        if (members.Contain(constructor))
                            see(context, creation);
                    }
                }
            }
        });
    }

#pragma warning restore CS0618

    private static IEnumerable<SyntaxNode> Bodies(SyntaxNode root)
    {
        if (root is CompilationUnitSyntax unit && unit.Members.Any(SyntaxKind.GlobalStatement))
            yield return unit;
        foreach (var node in root.DescendantNodes(static node => node is not (BlockSyntax or ArrowExpressionClauseSyntax or GlobalStatementSyntax)))
        {
            switch (node)
            {
                case BaseMethodDeclarationSyntax { Body: not null } or BaseMethodDeclarationSyntax { ExpressionBody: not null }:
                case AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null }:
                case ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax }:
                case EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } }:
                    yield return node;
                    break;
            }
        }
    }

    private static ISymbol? Owner(SemanticModel model, SyntaxNode body, CancellationToken cancellation) => body switch
    {
        CompilationUnitSyntax unit => model.GetDeclaredSymbol(unit, cancellation),
        EqualsValueClauseSyntax { Parent: { } parent } => model.GetDeclaredSymbol(parent, cancellation),
        ArrowExpressionClauseSyntax { Parent: { } parent } => model.GetDeclaredSymbol(parent, cancellation) is IPropertySymbol { GetMethod: { } get } ? get : model.GetDeclaredSymbol(parent, cancellation),
        _ => model.GetDeclaredSymbol(body, cancellation),
    };
}
