using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>
/// The shape <c>foreach (var line in lines) { var product = await db.Products.FirstOrDefaultAsync(p => p.Id == line.ProductId); ... }</c>:
/// one equality with the key, over a list that can be walked twice. It becomes one query before the loop and a dictionary.
/// </summary>
internal sealed record LookupInLoop(ForEachStatementSyntax Loop, ExpressionSyntax Awaited, InvocationExpressionSyntax Call, ExpressionSyntax Set, string Key, ExpressionSyntax Value, string Result, bool MayMiss, string? Token, bool IsAsync)
{
    public static LookupInLoop? Of(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        ExpressionSyntax whole = call.Parent is AwaitExpressionSyntax awaited ? awaited : call;
        if (whole.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } variable }
            || statement.Parent is not BlockSyntax { Parent: ForEachStatementSyntax { Parent: BlockSyntax } loop } || loop.AwaitKeyword.IsKind(SyntaxKind.AwaitKeyword))
            return null;
        if (call.Expression is not MemberAccessExpressionSyntax access || !IsList(model.GetTypeInfo(loop.Expression, cancellation).Type) || model.GetDeclaredSymbol(loop, cancellation) is not { } item)
            return null;
        if (model.GetOperation(call, cancellation) is not Microsoft.CodeAnalysis.Operations.IInvocationOperation operation || EfQuery.Of(EfQuery.Source(operation)) is not { Entity: INamedTypeSymbol entity } || EntityKey.Of(entity) is not { } key)
            return null;
        if (Mentions(access.Expression, item, model, cancellation) || model.LookupSymbols(loop.SpanStart, name: variable.Identifier.ValueText + "ById").Length > 0)
            return null;
        var name = operation.TargetMethod.Name;
        var isAsync = whole is AwaitExpressionSyntax;
        var value = name is "Find" or "FindAsync" ? Found(call) : name is "First" or "FirstAsync" or "FirstOrDefault" or "FirstOrDefaultAsync" or "Single" or "SingleAsync" or "SingleOrDefault" or "SingleOrDefaultAsync" ? Equal(call, key.Name) : null;
        if (value is null || !IsPathFrom(value, item, model, cancellation) || !SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(value, cancellation).Type, key.Type))
            return null;
        var token = call.ArgumentList.Arguments.Count == 2 ? call.ArgumentList.Arguments[1].Expression.ToString() : null;
        return new(loop, whole, call, access.Expression, key.Name, value, variable.Identifier.ValueText, name.Contains("OrDefault") || name.StartsWith("Find", StringComparison.Ordinal), token, isAsync);
    }

    public void Apply(DocumentEditor editor)
    {
        var item = Loop.Identifier.ValueText;
        var ids = Result + "Ids";
        var byId = Result + "ById";
        var parameter = Result.Substring(0, 1);
        if (parameter == item)
            parameter = Result;
        var token = Token is null ? "" : ", " + Token;
        var indent = Indent.Of(Loop);
        // A list that is made in the head of the loop gets a name: it is walked twice.
        var list = Loop.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax ? null : Named(editor.SemanticModel);
        var walked = list ?? Loop.Expression.WithoutTrivia().ToString();
        var keys = SyntaxFactory.ParseStatement($"var {ids} = {walked}.Select({item} => {Value.WithoutTrivia()}).Distinct().ToList();").WithLeadingTrivia(list is null ? Loop.GetLeadingTrivia() : indent).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        var query = $"{Set.WithoutTrivia()}.Where({parameter} => {ids}.Contains({parameter}.{Key}))";
        var load = SyntaxFactory.ParseStatement(IsAsync
            ? $"var {byId} = await {query}.ToDictionaryAsync({parameter} => {parameter}.{Key}{token});"
            : $"var {byId} = {query}.ToDictionary({parameter} => {parameter}.{Key});").WithLeadingTrivia(indent).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        if (list is not null)
        {
            var made = SyntaxFactory.ParseStatement($"var {list} = {Loop.Expression.WithoutTrivia()};").WithLeadingTrivia(Loop.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
            editor.InsertBefore(Loop, made.WithAdditionalAnnotations(Formatter.Annotation));
            editor.ReplaceNode(Loop.Expression, SyntaxFactory.IdentifierName(list));
        }

        editor.InsertBefore(Loop, [keys.WithAdditionalAnnotations(Formatter.Annotation), load.WithAdditionalAnnotations(Formatter.Annotation)]);
        editor.ReplaceNode(Awaited, (current, _) => SyntaxFactory.ParseExpression(MayMiss ? $"{byId}.GetValueOrDefault({Value.WithoutTrivia()})" : $"{byId}[{Value.WithoutTrivia()}]").WithTriviaFrom(current));
        editor.ReplaceNode(Loop, (current, _) => current.WithLeadingTrivia(indent));
    }

    private string Named(SemanticModel model)
    {
        var plural = Loop.Identifier.ValueText + "s";
        return model.LookupSymbols(Loop.SpanStart, name: plural).Length == 0 ? plural : Loop.Identifier.ValueText + "List";
    }

    private static ExpressionSyntax? Found(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.Count == 1 && call.ArgumentList.Arguments[0].Expression is MemberAccessExpressionSyntax or IdentifierNameSyntax ? call.ArgumentList.Arguments[0].Expression : null;

    private static ExpressionSyntax? Equal(InvocationExpressionSyntax call, string key)
    {
        if (call.ArgumentList.Arguments.Count is 0 or > 2
            || call.ArgumentList.Arguments[0].Expression is not SimpleLambdaExpressionSyntax { ExpressionBody: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } equality } lambda)
            return null;
        if (IsKey(equality.Left))
            return equality.Right;
        return IsKey(equality.Right) ? equality.Left : null;

        bool IsKey(ExpressionSyntax side) => side is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner } access
            && owner.Identifier.ValueText == lambda.Parameter.Identifier.ValueText && access.Name.Identifier.ValueText == key;
    }

    internal static bool IsPathFrom(ExpressionSyntax value, ISymbol item, SemanticModel model, CancellationToken cancellation)
    {
        while (value is MemberAccessExpressionSyntax access)
            value = access.Expression;
        return SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(value, cancellation).Symbol, item);
    }

    internal static bool Mentions(SyntaxNode node, ISymbol item, SemanticModel model, CancellationToken cancellation) =>
        node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == item.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, item));

    /// <summary>Walking it twice costs nothing and gives the same items.</summary>
    internal static bool IsList(ITypeSymbol? type) => type is IArrayTypeSymbol || type.IsOrInherits("System.Collections.Generic.IReadOnlyCollection`1") || type.IsOrInherits("System.Collections.Generic.ICollection`1");
}
