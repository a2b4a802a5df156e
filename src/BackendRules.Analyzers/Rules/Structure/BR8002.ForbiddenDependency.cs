using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>BR8002: a layer uses a type of a layer that it must not know.</summary>
public sealed class ForbiddenDependency : Check
{
    internal static readonly Rule Declared = new(
        "BR8002",
        nameof(ForbiddenDependency),
        "Layers depend on each other in one direction",
        "'{0}' in the layer {1} uses '{2}' of {3}, which 'backendrules.layers' doesn't allow; let it depend on something that {1} or a layer below it owns",
        Level.Warning)
    {
        Profile = ["FO1", "FO5"],
        Cwe = [1047],
    };

    internal static readonly Option<string[]> Layers = Option.Words("layers",
        "Chains of layers, each allowed to use those to its right: 'Api > Application > Domain, Infrastructure > Application'. A layer is a segment of a namespace, or a pattern with '*' for a whole namespace or assembly. Without it the rule is silent.");

    public ForbiddenDependency()
        : base(Declared)
    {
    }

    public override ImmutableArray<Option> Options => ImmutableArray.Create<Option>(Layers);

    public override void Start(Watch watch) => watch.Model(context =>
    {
        var tree = context.SemanticModel.SyntaxTree;
        if (Layers.In(context.Options, tree) is not { Length: > 0 } chains)
            return;
        var map = new LayerMap(chains);
        var said = new HashSet<(string User, string Used)>();
        foreach (var name in tree.GetRoot(context.CancellationToken).DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.Parent is UsingDirectiveSyntax or BaseNamespaceDeclarationSyntax or QualifiedNameSyntax { Parent: UsingDirectiveSyntax or BaseNamespaceDeclarationSyntax } || name.FirstAncestorOrSelf<MemberDeclarationSyntax>(static member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax) is not { } owner)
                continue;
            var symbol = context.SemanticModel.GetSymbolInfo(name, context.CancellationToken).Symbol;
            var type = (symbol as INamedTypeSymbol ?? (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.ReducedExtension } method ? method.ContainingType : null))?.OriginalDefinition;
            if (type is null || context.SemanticModel.GetDeclaredSymbol(owner, context.CancellationToken) is not INamedTypeSymbol user || map.Of(user) is not { } from || map.Of(type) is not { } to || map.Allows(from, to))
                continue;
            if (said.Add((user.ToDisplayString(), type.ToDisplayString())))
                context.ReportDiagnostic(Declared.At(name.GetLocation(), user.Name, from, type.Name, to));
        }
    });
}
