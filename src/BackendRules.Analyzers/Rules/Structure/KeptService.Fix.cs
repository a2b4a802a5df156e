using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>A service that a class takes in its constructor and keeps: the parameter, the field, and where it is used.</summary>
internal sealed class KeptService
{
    private KeptService(ParameterSyntax parameter, TypeDeclarationSyntax type, bool isMiddleware)
    {
        Parameter = parameter;
        Class = type;
        IsMiddleware = isMiddleware;
    }

    public ParameterSyntax Parameter { get; }

    public TypeDeclarationSyntax Class { get; }

    public bool IsMiddleware { get; }

    /// <summary>The field that keeps it, or null where a primary constructor's parameter is used directly.</summary>
    public FieldDeclarationSyntax? Field { get; private set; }

    /// <summary>The statement that stores it, in a constructor with a body.</summary>
    public StatementSyntax? Assignment { get; private set; }

    /// <summary>The assignment that stores it, where it is all that the constructor does.</summary>
    public AssignmentExpressionSyntax? Arrow { get; private set; }

    /// <summary>The expressions that use it afterwards.</summary>
    public List<ExpressionSyntax> Uses { get; } = [];

    public bool IsSnapshot => Parameter.Type is GenericNameSyntax { Identifier.ValueText: "IOptionsSnapshot" };

    public bool CanBeMonitor => Uses.All(static use => use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } access && access.Expression == use);

    public IEnumerable<TypeSyntax> TypeNames => Field is null ? [Parameter.Type!] : [Parameter.Type!, Field.Declaration.Type];

    /// <summary>The Invoke method of middleware, when nothing else uses the service.</summary>
    public MethodDeclarationSyntax? Invoke
    {
        get
        {
            MethodDeclarationSyntax? only = null;
            foreach (var use in Uses)
            {
                var method = use.FirstAncestorOrSelf<MethodDeclarationSyntax>();
                if (method is not { Identifier.ValueText: "Invoke" or "InvokeAsync" } || only is not null && only != method)
                    return null;
                only = method;
            }

            return only;
        }
    }

    /// <summary>Whether every use stands in a block of its own method, with no lambda between that might run after the scope has ended.</summary>
    public bool CanOpenScopes => Uses.Count > 0 && Uses.All(static use => IsInScope(use))
        && Uses.GroupBy(static use => use.FirstAncestorOrSelf<MethodDeclarationSyntax>()!).All(group => !Declares(group.Key, Parameter.Identifier.ValueText) || Field is null)
        && !Class.DescendantTokens().Any(static token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText is "scopes" or "_scopes" or "scope");

    public static KeptService? At(ParameterSyntax parameter, SemanticModel model, Diagnostic finding, CancellationToken cancellation)
    {
        if (parameter is not { Type: not null, Parent.Parent: var owner } || parameter.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not ClassDeclarationSyntax type
            || type.Modifiers.Any(SyntaxKind.PartialKeyword) || model.GetDeclaredSymbol(parameter, cancellation) is not { } symbol)
            return null;
        var kept = new KeptService(parameter, type, finding.Properties.ContainsKey(CaptiveDependency.Middleware));
        ISymbol? stored = null;
        foreach (var use in Names(type, symbol, model, cancellation))
        {
            if (use.FirstAncestorOrSelf<EqualsValueClauseSyntax>() is { Value: var value, Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax { Declaration.Variables.Count: 1 } field } variable }
                && value == use && owner == type && stored is null)
            {
                kept.Field = field;
                stored = model.GetDeclaredSymbol(variable, cancellation);
            }
            else if (owner is ConstructorDeclarationSyntax && stored is null && use.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() == owner)
            {
                if (use.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax } assignment || !IsValue(assignment.Right, use)
                    || model.GetSymbolInfo(assignment.Left, cancellation).Symbol is not IFieldSymbol target || Declaration(type, target) is not { } declaration)
                    return null;
                kept.Assignment = assignment.Parent as StatementSyntax;
                kept.Arrow = kept.Assignment is null ? assignment : null;
                kept.Field = declaration;
                stored = target;
            }
            else if (owner == type && stored is null)
            {
                kept.Uses.Add(use);
            }
            else
            {
                return null;
            }
        }

        if (stored is null)
            return owner == type ? kept : null;
        if (kept.Uses.Count > 0)
            return null;
        foreach (var use in Names(type, stored, model, cancellation))
        {
            if (((SyntaxNode?)kept.Assignment ?? kept.Arrow)?.Span.Contains(use.Span) != true)
                kept.Uses.Add(use.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access ? access : use);
        }

        return kept;
    }

    /// <summary>
    /// A block, or the one expression of a method; and what the method gives back is there when it returns, or can be awaited first.
    /// </summary>
    private static bool IsInScope(ExpressionSyntax use)
    {
        if (use.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method)
            return false;
        var isAsync = method.Modifiers.Any(SyntaxKind.AsyncKeyword);
        var given = (method.ReturnType as SimpleNameSyntax ?? (method.ReturnType as QualifiedNameSyntax)?.Right)?.Identifier.ValueText;
        if (!isAsync && given is "IAsyncEnumerable" or "IEnumerable" or "IQueryable")
            return false;
        if (Block(use) is not null)
            return isAsync || given is not ("Task" or "ValueTask");
        return method.ExpressionBody is { } arrow && arrow.Span.Contains(use.Span) && !use.Ancestors().TakeWhile(node => node != arrow).Any(static node => node is AnonymousFunctionExpressionSyntax);
    }

    /// <summary>The smallest block that holds a use and can hold its scope.</summary>
    public static BlockSyntax? Block(ExpressionSyntax use)
    {
        for (var node = use.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case BlockSyntax block when block.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not null:
                    return block;
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    private static bool Declares(MethodDeclarationSyntax method, string name) =>
        method.DescendantNodes().Any(node => node is ParameterSyntax parameter && parameter.Identifier.ValueText == name
            || node is VariableDeclaratorSyntax variable && variable.Identifier.ValueText == name
            || node is SingleVariableDesignationSyntax designation && designation.Identifier.ValueText == name
            || node is ForEachStatementSyntax each && each.Identifier.ValueText == name);

    private static bool IsValue(ExpressionSyntax right, ExpressionSyntax use) =>
        right == use || right is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression, Right: ThrowExpressionSyntax } guarded && guarded.Left == use;

    private static FieldDeclarationSyntax? Declaration(ClassDeclarationSyntax type, IFieldSymbol field) =>
        type.Members.OfType<FieldDeclarationSyntax>().FirstOrDefault(member => member.Declaration.Variables.Count == 1 && member.Declaration.Variables[0].Identifier.ValueText == field.Name);

    private static List<IdentifierNameSyntax> Names(SyntaxNode type, ISymbol symbol, SemanticModel model, CancellationToken cancellation) =>
        type.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == symbol.Name
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, symbol)).ToList();
}
