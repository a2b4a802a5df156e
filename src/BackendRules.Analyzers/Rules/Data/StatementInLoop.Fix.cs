using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>
/// The shape <c>foreach (var line in lines) { var price = await connection.QuerySingleAsync&lt;Price&gt;("select … where sku = @sku", new { line.Sku }); ... }</c>:
/// Dapper, one equality at the end of the statement, with a column that the row has as a property. It becomes one statement with <c>in</c> and a dictionary.
/// </summary>
internal sealed record StatementInLoop(ForEachStatementSyntax Loop, ExpressionSyntax Awaited, InvocationExpressionSyntax Call, LiteralExpressionSyntax Sql, string Row, string Property, ExpressionSyntax Value, string Result, string Method)
{
    private static readonly Regex s_end = new(@"\bwhere\s+(?:\w+\.)?""?(?<column>\w+)""?\s*(?<equal>=\s*@(?<name>\w+))(?<rest>[\s;""]*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex s_list = new(@"\bselect\b(?<columns>.*?)\bfrom\b", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    public static StatementInLoop? Of(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        ExpressionSyntax whole = call.Parent is AwaitExpressionSyntax awaited ? awaited : call;
        if (whole.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } variable }
            || statement.Parent is not BlockSyntax { Parent: ForEachStatementSyntax { Parent: BlockSyntax } loop } || loop.AwaitKeyword.IsKind(SyntaxKind.AwaitKeyword)
            || loop.Expression is not (IdentifierNameSyntax or MemberAccessExpressionSyntax) || !LookupInLoop.IsList(model.GetTypeInfo(loop.Expression, cancellation).Type) || model.GetDeclaredSymbol(loop, cancellation) is not { } item)
            return null;
        if (call is not { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { TypeArgumentList.Arguments: [var row] } name } access, ArgumentList.Arguments: [{ NameColon: null, Expression: LiteralExpressionSyntax sql }, { NameColon: null, Expression: AnonymousObjectCreationExpressionSyntax { Initializers: [var given] } }] }
            || name.Identifier.ValueText is not ("QuerySingleOrDefaultAsync" or "QuerySingleAsync" or "QueryFirstOrDefaultAsync" or "QueryFirstAsync" or "QuerySingleOrDefault" or "QuerySingle" or "QueryFirstOrDefault" or "QueryFirst")
            || model.GetSymbolInfo(call, cancellation).Symbol?.ContainingType.Is("Dapper.SqlMapper") != true || LookupInLoop.Mentions(access.Expression, item, model, cancellation))
            return null;
        var end = s_end.Match(sql.Token.Text);
        if (!end.Success || !string.Equals(end.Groups["name"].Value, Name(given), StringComparison.OrdinalIgnoreCase) || sql.Token.Text.IndexOf('@') != sql.Token.Text.LastIndexOf('@') && !sql.Token.Text.StartsWith("@", StringComparison.Ordinal)
            || !LookupInLoop.IsPathFrom(given.Expression, item, model, cancellation) || model.GetTypeInfo(row, cancellation).Type is not { } type)
            return null;
        var column = end.Groups["column"].Value;
        var property = type.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(one => string.Equals(one.Name, column.Replace("_", ""), StringComparison.OrdinalIgnoreCase));
        var columns = s_list.Match(sql.Token.Text).Groups["columns"].Value;
        if (property is null || !SymbolEqualityComparer.Default.Equals(property.Type, model.GetTypeInfo(given.Expression, cancellation).Type)
            || !columns.Contains("*") && !Regex.IsMatch(columns, $@"\b{column}\b", RegexOptions.IgnoreCase) || columns.IndexOf(" as ", StringComparison.OrdinalIgnoreCase) >= 0)
            return null;
        var result = variable.Identifier.ValueText;
        return model.LookupSymbols(loop.SpanStart, name: result + "Keys").Length > 0 || model.LookupSymbols(loop.SpanStart, name: result + "ByKey").Length > 0 ? null
            : new(loop, whole, call, sql, row.ToString(), property.Name, given.Expression, result, name.Identifier.ValueText);
    }

    public void Apply(DocumentEditor editor)
    {
        var item = Loop.Identifier.ValueText;
        var (keys, byKey) = (Result + "Keys", Result + "ByKey");
        var indent = Indent.Of(Loop);
        var value = Value.WithoutTrivia().ToString();
        var walked = Loop.Expression.WithoutTrivia().ToString() + (value == item ? "" : $".Select({item} => {value})");
        var end = s_end.Match(Sql.Token.Text).Groups["equal"];
        var sql = Sql.Token.Text.Substring(0, end.Index) + "in @keys" + Sql.Token.Text.Substring(end.Index + end.Length);
        var on = ((MemberAccessExpressionSyntax)Call.Expression).Expression.WithoutTrivia();
        var isAsync = Method.EndsWith("Async", StringComparison.Ordinal);
        var rows = isAsync ? $"(await {on}.QueryAsync<{Row}>({sql}, new {{ keys = {keys} }}))" : $"{on}.Query<{Row}>({sql}, new {{ keys = {keys} }})";
        // What the first of several rows was stays the first.
        var once = Method.StartsWith("QueryFirst", StringComparison.Ordinal) ? $".DistinctBy(row => row.{Property})" : "";
        editor.InsertBefore(Loop,
        [
            Statement($"var {keys} = {walked}.Distinct().ToList();", Loop.GetLeadingTrivia()),
            Statement($"var {byKey} = {rows}{once}.ToDictionary(row => row.{Property});", indent),
        ]);
        editor.ReplaceNode(Awaited, (current, _) => SyntaxFactory.ParseExpression(Method.Contains("OrDefault") ? $"{byKey}.GetValueOrDefault({value})" : $"{byKey}[{value}]").WithTriviaFrom(current));
        editor.ReplaceNode(Loop, (current, _) => current.WithLeadingTrivia(indent));
    }

    private static StatementSyntax Statement(string text, SyntaxTriviaList leading) =>
        SyntaxFactory.ParseStatement(text).WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);

    private static string? Name(AnonymousObjectMemberDeclaratorSyntax given) => given.NameEquals?.Name.Identifier.ValueText ?? given.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };
}
