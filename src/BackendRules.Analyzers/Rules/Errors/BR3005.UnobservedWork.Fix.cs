using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Awaits what was let go, returns a task instead of nothing, and turns <c>ForEach</c> with an async lambda into a loop that awaits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnobservedWorkFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_await = ImmutableArray.Create(new Repair("Await it", "BR3005.await"));
    private static readonly ImmutableArray<Repair> s_task = ImmutableArray.Create(new Repair("Return Task", "BR3005.await"));
    private static readonly ImmutableArray<Repair> s_loop = ImmutableArray.Create(new Repair("Loop and await", "BR3005.await"));

    public UnobservedWorkFix()
        : base("BR3005")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        var methods = new AsyncMethods(model, root, cancellation);
        if (Method(root, finding) is { } method)
            return Callers(method, model, root, cancellation) is not null ? s_task : ImmutableArray<Repair>.Empty;
        if (Loop(root, finding) is { } loop)
            return IsListForEach(loop, model, cancellation) && methods.Plan(loop) ? s_loop : ImmutableArray<Repair>.Empty;
        return Statement(root, finding) is { } statement && methods.Plan(statement) ? s_await : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var root = editor.OriginalRoot;
        var methods = new AsyncMethods(editor.SemanticModel, root, cancellation);
        foreach (var finding in findings)
        {
            if (Method(root, finding) is { } method)
            {
                if (Callers(method, editor.SemanticModel, root, cancellation) is not { } callers)
                    continue;
                editor.ReplaceNode(method, (current, generator) => ((MethodDeclarationSyntax)current).WithReturnType(TaskType(generator, editor.SemanticModel).WithTriviaFrom(((MethodDeclarationSyntax)current).ReturnType)));
                foreach (var caller in callers)
                    editor.ReplaceNode(caller, static (current, _) => AsyncMethods.Awaited((ExpressionSyntax)current));
            }
            else if (Loop(root, finding) is { } loop)
            {
                if (IsListForEach(loop, editor.SemanticModel, cancellation) && methods.Plan(loop))
                    editor.ReplaceNode(loop, (current, _) => Looping((ExpressionStatementSyntax)current, LineBreak.Of(root)));
            }
            else if (Statement(root, finding) is { } statement && methods.Plan(statement))
            {
                editor.ReplaceNode(statement.Expression, static (current, _) => AsyncMethods.Awaited(current is AssignmentExpressionSyntax let
                    ? let.Right.WithLeadingTrivia(let.GetLeadingTrivia()) : (ExpressionSyntax)current));
            }
        }

        methods.Apply(editor);
    }

    private static SyntaxNode Node(SyntaxNode root, Diagnostic finding) => root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);

    private static MethodDeclarationSyntax? Method(SyntaxNode root, Diagnostic finding) =>
        root.FindToken(finding.Location.SourceSpan.Start) is { Parent: MethodDeclarationSyntax method } token && method.Identifier == token ? method : null;

    /// <summary>The statement whose whole work is let go; <c>a?.Run()</c> can't be awaited as it stands.</summary>
    private static ExpressionStatementSyntax? Statement(SyntaxNode root, Diagnostic finding)
    {
        if (Node(root, finding).FirstAncestorOrSelf<InvocationExpressionSyntax>(node => node.Span == finding.Location.SourceSpan) is not { } call
            || call.Expression.ToString().EndsWith("QueueUserWorkItem", StringComparison.Ordinal))
            return null;
        return call.Parent switch
        {
            ExpressionStatementSyntax statement => statement,
            AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax statement } => statement,
            _ => null,
        };
    }

    /// <summary>A statement <c>list.ForEach(async item => ...)</c>.</summary>
    private static ExpressionStatementSyntax? Loop(SyntaxNode root, Diagnostic finding) =>
        root.FindToken(finding.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<LambdaExpressionSyntax>() is
        {
            Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement, Expression: MemberAccessExpressionSyntax } } },
        } lambda && lambda.SpanStart == finding.Location.SourceSpan.Start ? statement : null;

    private static bool IsListForEach(ExpressionStatementSyntax statement, SemanticModel model, CancellationToken cancellation)
    {
        var call = (InvocationExpressionSyntax)statement.Expression;
        if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol { Name: "ForEach" } method || !method.ContainingType.Is("System.Collections.Generic.List`1"))
            return false;
        // A return that skips an item would leave the method once it is a loop.
        return call.ArgumentList.Arguments[0].Expression is LambdaExpressionSyntax lambda
            && !lambda.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(static node => node is ReturnStatementSyntax);
    }

    private static StatementSyntax Looping(ExpressionStatementSyntax statement, SyntaxTrivia lineBreak)
    {
        var call = (InvocationExpressionSyntax)statement.Expression;
        var items = ((MemberAccessExpressionSyntax)call.Expression).Expression.WithoutTrivia();
        var lambda = (LambdaExpressionSyntax)call.ArgumentList.Arguments[0].Expression;
        var name = lambda is SimpleLambdaExpressionSyntax simple ? simple.Parameter.Identifier : ((ParenthesizedLambdaExpressionSyntax)lambda).ParameterList.Parameters[0].Identifier;
        var loop = (ForEachStatementSyntax)SyntaxFactory.ParseStatement($"foreach (var {name.ValueText} in {items})\n");
        StatementSyntax body = lambda.Block is { } block
            ? block.WithLeadingTrivia(statement.GetLeadingTrivia().Where(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)))
            : SyntaxFactory.ExpressionStatement(lambda.ExpressionBody!.WithoutTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
        return loop.WithCloseParenToken(loop.CloseParenToken.WithTrailingTrivia(lineBreak)).WithStatement(body)
            .WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static TypeSyntax TaskType(SyntaxGenerator generator, SemanticModel model) =>
        ((TypeSyntax)generator.TypeExpression(model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task")!)).WithAdditionalAnnotations(Simplifier.Annotation);

    /// <summary>The calls that have to await once the method returns a task; null when one of them can't, or lies in another document.</summary>
    private static List<InvocationExpressionSyntax>? Callers(MethodDeclarationSyntax method, SemanticModel model, SyntaxNode root, CancellationToken cancellation)
    {
        if (model.GetDeclaredSymbol(method, cancellation) is not { IsVirtual: false, IsAbstract: false } symbol)
            return null;
        foreach (var contract in symbol.ContainingType.AllInterfaces)
        {
            if (contract.GetMembers(symbol.Name).Any(member => SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol)))
                return null;
        }

        var isEntry = EntryPoints.Kind(symbol) is EntryKind.Action or EntryKind.Page or EntryKind.Hub;
        if (!isEntry && symbol.DeclaredAccessibility != Accessibility.Private)
        {
            foreach (var tree in model.Compilation.SyntaxTrees)
            {
                if (tree != model.SyntaxTree && tree.GetText(cancellation).ToString().IndexOf(symbol.Name, StringComparison.Ordinal) >= 0)
                    return null;
            }
        }

        var calls = new List<InvocationExpressionSyntax>();
        foreach (var name in root.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText != symbol.Name || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol?.OriginalDefinition, symbol))
                continue;
            var expression = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? (ExpressionSyntax)access : name;
            if (expression.Parent is not InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } call || !IsInAsync(call))
                return null;
            calls.Add(call);
        }

        return calls;
    }

    private static bool IsInAsync(SyntaxNode node)
    {
        foreach (var ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case AnonymousFunctionExpressionSyntax lambda:
                    return lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
                case LocalFunctionStatementSyntax local:
                    return local.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case LockStatementSyntax:
                    return false;
                case MethodDeclarationSyntax method:
                    return method.Modifiers.Any(SyntaxKind.AsyncKeyword);
            }
        }

        return false;
    }
}
