using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>
/// Properties that a validator of FluentValidation lets only known or harmless texts into: <c>RuleFor(x => x.Sort).Must(Columns.Contains)</c>.
/// Read from the declaration alone, so that it holds while typing.
/// </summary>
internal sealed class ValidatedTexts
{
    private static readonly Fact<ValidatedTexts> s_fact = new(static (compilation, cancellation) => new ValidatedTexts(compilation, cancellation));

    private readonly Dictionary<ISymbol, string> _members = new(SymbolEqualityComparer.Default);

    private ValidatedTexts(Compilation compilation, CancellationToken cancellation)
    {
        if (!Known.Of(compilation).Has("FluentValidation.AbstractValidator`1"))
            return;
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            if (type.BaseType is { TypeArguments: [var validated] } parent && parent.Is("FluentValidation.AbstractValidator`1"))
                Read(type, validated, cancellation);
        }
    }

    public static ValidatedTexts Of(Compilation compilation, CancellationToken cancellation) => s_fact.Of(compilation, cancellation);

    /// <summary>The pattern that the texts of a property match; empty where they are known or harmless anyway, null where nothing is known.</summary>
    public string? Of(IPropertySymbol property) => _members.Count > 0 && _members.TryGetValue(property.OriginalDefinition, out var pattern) ? pattern : null;

    private void Read(INamedTypeSymbol validator, ITypeSymbol validated, CancellationToken cancellation)
    {
        foreach (var reference in validator.InstanceConstructors.SelectMany(static constructor => constructor.DeclaringSyntaxReferences))
        {
            if (reference.GetSyntax(cancellation) is not ConstructorDeclarationSyntax { Body: var body, ExpressionBody: var arrow })
                continue;
            IEnumerable<ExpressionSyntax> rules = body is null ? arrow is null ? [] : [arrow.Expression] : body.Statements.OfType<ExpressionStatementSyntax>().Select(static statement => statement.Expression);
            foreach (var rule in rules)
            {
                if (Ruled(rule, validator, cancellation) is var (name, pattern) && validated.GetMembers(name) is [IPropertySymbol property, ..])
                    _members[property.OriginalDefinition] = pattern;
            }
        }
    }

    /// <summary>The member that a chain of rules is for, when one of them lets only harmless texts pass, and the pattern that is asked for otherwise.</summary>
    private static (string Name, string Pattern)? Ruled(ExpressionSyntax chain, INamedTypeSymbol validator, CancellationToken cancellation)
    {
        var calls = new List<InvocationExpressionSyntax>();
        while (chain is InvocationExpressionSyntax call)
        {
            calls.Add(call);
            if (call.Expression is not MemberAccessExpressionSyntax { Expression: var inner })
                break;
            chain = inner;
        }

        if (calls.Count < 2 || calls[calls.Count - 1] is not { Expression: IdentifierNameSyntax { Identifier.Text: "RuleFor" }, ArgumentList.Arguments: [{ Expression: SimpleLambdaExpressionSyntax { ExpressionBody: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax, Name.Identifier.Text: var name } } }] })
            return null;
        calls.RemoveAt(calls.Count - 1);
        if (!calls.TrueForAll(call => IsAlways(call, name)))
            return null;
        if (calls.Exists(call => Admits(call, validator, cancellation)))
            return (name, "");
        return calls.Find(static call => NameOf(call) == "Matches") is { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string pattern } }] } ? (name, pattern) : null;
    }

    private static bool IsAlways(InvocationExpressionSyntax call, string name)
    {
        if (NameOf(call) is not ("When" or "Unless" or "WhenAsync" or "UnlessAsync"))
            return true;
        // A text that isn't there needs no check.
        return call.ArgumentList.Arguments is [{ Expression: SimpleLambdaExpressionSyntax { Parameter.Identifier.Text: var whole, ExpressionBody: { } test } }]
            && test is IsPatternExpressionSyntax or BinaryExpressionSyntax { Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } or PrefixUnaryExpressionSyntax { Operand: InvocationExpressionSyntax } or InvocationExpressionSyntax
            && (test.ToString() is var text && (text.Contains("null") || text.Contains("IsNullOrEmpty") || text.Contains("IsNullOrWhiteSpace")))
            && test.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().All(member => member.Expression is not IdentifierNameSyntax { Identifier.Text: var owner } || owner != whole || member.Name.Identifier.Text == name);
    }

    private static bool Admits(InvocationExpressionSyntax call, INamedTypeSymbol validator, CancellationToken cancellation) => (NameOf(call), call.ArgumentList.Arguments) switch
    {
        ("IsEnumName", _) => true,
        ("Must", [{ Expression: SimpleLambdaExpressionSyntax { Parameter.Identifier.Text: var item, ExpressionBody: { } test } }]) => Admits(test, item),
        ("Must", [{ Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Contains" or "ContainsKey" } }]) => true,
        ("Must", [{ Expression: IdentifierNameSyntax { Identifier.Text: var predicate } }]) => validator.GetMembers(predicate) is [IMethodSymbol { Parameters: [{ Name: var item }], DeclaringSyntaxReferences: [var reference] }] && Tested(reference.GetSyntax(cancellation)) is { } test && Admits(test, item),
        _ => false,
    };

    private static ExpressionSyntax? Tested(SyntaxNode predicate) => predicate switch
    {
        MethodDeclarationSyntax { ExpressionBody.Expression: var test } => test,
        MethodDeclarationSyntax { Body.Statements: [ReturnStatementSyntax { Expression: { } test }] } => test,
        _ => null,
    };

    /// <summary>Whether a condition is true only for a text that stands in a list, is one of several constants, or is none at all.</summary>
    private static bool Admits(ExpressionSyntax test, string item) => test switch
    {
        ParenthesizedExpressionSyntax { Expression: var inner } => Admits(inner, item),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } either => Admits(either.Left, item) && Admits(either.Right, item),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both => Admits(both.Left, item) || Admits(both.Right, item),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression, Left: var left, Right: LiteralExpressionSyntax } => Is(left, item),
        IsPatternExpressionSyntax { Expression: var left, Pattern: var pattern } => Is(left, item) && IsConstant(pattern),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "IsNullOrEmpty" or "IsNullOrWhiteSpace" }, ArgumentList.Arguments: [{ Expression: var text }] } => Is(text, item),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Contains" or "ContainsKey", Expression: var list }, ArgumentList.Arguments: [{ Expression: var text }, ..] } => Is(text, item) && !list.DescendantNodesAndSelf().Any(node => node is ExpressionSyntax part && Is(part, item)),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "TryParse", Expression: IdentifierNameSyntax { Identifier.Text: "Enum" } }, ArgumentList.Arguments: [{ Expression: var text }, ..] } => Is(text, item),
        _ => false,
    };

    private static bool IsConstant(PatternSyntax pattern) => pattern switch
    {
        ConstantPatternSyntax => true,
        ParenthesizedPatternSyntax { Pattern: var inner } => IsConstant(inner),
        BinaryPatternSyntax { RawKind: (int)SyntaxKind.OrPattern } either => IsConstant(either.Left) && IsConstant(either.Right),
        _ => false,
    };

    private static bool Is(ExpressionSyntax expression, string name) => expression is IdentifierNameSyntax { Identifier.Text: var text } && text == name;

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: var name } ? name : "";
}
