using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>
/// Which functions of a document have to become asynchronous so that some places can await, and which of their calls must be awaited then.
/// Answers no where a caller or a signature lies outside the document.
/// </summary>
internal sealed class AsyncMethods(SemanticModel model, SyntaxNode root, CancellationToken cancellation)
{
    private readonly HashSet<SyntaxNode> _functions = [];
    private readonly HashSet<InvocationExpressionSyntax> _calls = [];

    /// <summary>Plans for one place. Nothing is kept of a plan that fails.</summary>
    public bool Plan(SyntaxNode place)
    {
        var functions = new HashSet<SyntaxNode>();
        var calls = new HashSet<InvocationExpressionSyntax>();
        if (!Enclose(place, functions, calls))
            return false;
        _functions.UnionWith(functions);
        _calls.UnionWith(calls);
        return true;
    }

    public void Apply(DocumentEditor editor)
    {
        foreach (var call in _calls)
            editor.ReplaceNode(call, static (node, _) => Awaited((ExpressionSyntax)node));
        foreach (var function in _functions)
            AsyncSignature.Change(editor, function, model, cancellation);
    }

    public static ExpressionSyntax Awaited(ExpressionSyntax expression)
    {
        var trivia = expression.GetLeadingTrivia();
        var trailing = expression.GetTrailingTrivia();
        var operand = expression.WithoutTrivia();
        if (operand is BinaryExpressionSyntax or ConditionalExpressionSyntax or AssignmentExpressionSyntax or LambdaExpressionSyntax)
            operand = SyntaxFactory.ParenthesizedExpression(operand);
        ExpressionSyntax awaited = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), operand);
        var needsParentheses = expression.Parent is MemberAccessExpressionSyntax access && access.Expression == expression
            || expression.Parent is ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or InvocationExpressionSyntax
            || expression.Parent is PostfixUnaryExpressionSyntax or SwitchExpressionSyntax or WithExpressionSyntax;
        if (needsParentheses)
            awaited = SyntaxFactory.ParenthesizedExpression(awaited);
        return awaited.WithLeadingTrivia(trivia).WithTrailingTrivia(trailing);
    }

    private bool Enclose(SyntaxNode place, HashSet<SyntaxNode> functions, HashSet<InvocationExpressionSyntax> calls)
    {
        for (var node = place.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case LockStatementSyntax or QueryClauseSyntax or SelectOrGroupClauseSyntax or CatchFilterClauseSyntax or UnsafeStatementSyntax:
                    return false;
                case AnonymousFunctionExpressionSyntax lambda:
                    if (lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword))
                        return true;
                    return IsMapped(lambda) && AsyncSignature.CanChange(lambda, model, cancellation) && (functions.Add(lambda) || true);
                case LocalFunctionStatementSyntax local:
                    return local.Modifiers.Any(SyntaxKind.AsyncKeyword) || Convert(local, functions, calls);
                case MethodDeclarationSyntax method:
                    return method.Modifiers.Any(SyntaxKind.AsyncKeyword) || Convert(method, functions, calls);
                case GlobalStatementSyntax:
                    return true;
                case MemberDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }

    private bool Convert(SyntaxNode function, HashSet<SyntaxNode> functions, HashSet<InvocationExpressionSyntax> calls)
    {
        if (functions.Contains(function) || _functions.Contains(function))
            return true;
        if (model.GetDeclaredSymbol(function, cancellation) is not IMethodSymbol symbol || !AsyncSignature.CanChange(function, model, cancellation))
            return false;
        functions.Add(function);
        if (AsyncBody.IsAwaitable(symbol.ReturnType))
            return true;
        return IsOurs(symbol) && CallersFollow(symbol, functions, calls);
    }

    /// <summary>No contract and no other document fixes the signature.</summary>
    private bool IsOurs(IMethodSymbol symbol)
    {
        if (symbol.MethodKind == MethodKind.LocalFunction)
            return true;
        if (symbol.IsOverride || symbol.IsVirtual || symbol.IsAbstract || symbol.PartialDefinitionPart is not null || symbol.PartialImplementationPart is not null
            || symbol.ExplicitInterfaceImplementations.Length > 0)
            return false;
        foreach (var contract in symbol.ContainingType.AllInterfaces)
        {
            foreach (var member in contract.GetMembers(symbol.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol))
                    return false;
            }
        }

        if (symbol.DeclaredAccessibility == Accessibility.Private && symbol.ContainingType.DeclaringSyntaxReferences.Length == 1)
            return true;
        var isEntry = EntryPoints.Kind(symbol) is EntryKind.Action or EntryKind.Page or EntryKind.Hub || MappedHandlers.Of(model.Compilation, cancellation).Contains(symbol);
        return (isEntry || symbol.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal) && !IsCalledElsewhere(symbol);
    }

    private bool IsCalledElsewhere(IMethodSymbol symbol)
    {
        foreach (var tree in model.Compilation.SyntaxTrees)
        {
            if (tree == model.SyntaxTree || tree.GetText(cancellation).ToString().IndexOf(symbol.Name, StringComparison.Ordinal) < 0)
                continue;
            SemanticModel? other = null;
            foreach (var token in tree.GetRoot(cancellation).DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == symbol.Name
                    && token.Parent is IdentifierNameSyntax { Parent: InvocationExpressionSyntax or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } or ArgumentSyntax } name
                    && MayBe((other ??= model.Compilation.GetSemanticModel(tree)).GetSymbolInfo(name, cancellation), symbol))
                    return true;
            }
        }

        return false;
    }

    /// <summary>What doesn't bind may be anything of that name.</summary>
    private static bool MayBe(SymbolInfo found, IMethodSymbol symbol) =>
        found.Symbol is { } one ? SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, symbol.OriginalDefinition)
        : found.CandidateSymbols.IsEmpty || found.CandidateSymbols.Any(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, symbol.OriginalDefinition));

    private bool CallersFollow(IMethodSymbol symbol, HashSet<SyntaxNode> functions, HashSet<InvocationExpressionSyntax> calls)
    {
        foreach (var name in root.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText != symbol.Name || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol?.OriginalDefinition, symbol))
                continue;
            var expression = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? (ExpressionSyntax)access : name;
            if (expression.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax outer } && (outer.Expression.ToString() == "nameof" || IsMap(outer)))
                continue;
            if (expression.Parent is not InvocationExpressionSyntax call || call.Expression != expression)
                return false;
            if (calls.Add(call) && !Enclose(call, functions, calls))
                return false;
        }

        return true;
    }

    private bool IsMapped(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } && IsMap(call);

    private bool IsMap(InvocationExpressionSyntax call) =>
        model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method && EntryPoints.MapMethods.Contain(method);
}
