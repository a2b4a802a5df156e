using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>The constant pattern that a call of <see cref="Regex"/> matches with, where it is written or where the expression was made.</summary>
/// <param name="Pattern">The pattern.</param>
/// <param name="Options">Its options, as far as they are constant.</param>
/// <param name="HasTimeout">Whether a match ends by time.</param>
/// <param name="Maker">The list of arguments with the pattern.</param>
internal sealed record PatternUse(string Pattern, RegexOptions Options, bool HasTimeout, SyntaxNode? Maker)
{
    // Of .NET 7; this library is built for older hosts.
    private const RegexOptions NonBacktracking = (RegexOptions)0x400;

    /// <summary>Whether it takes exponential time on a text that almost matches.</summary>
    public bool Explodes =>
        !HasTimeout && (Options & (NonBacktracking | RegexOptions.IgnorePatternWhitespace)) == 0 && Backtracking.Explodes(Pattern, (Options & RegexOptions.IgnoreCase) != 0);

    /// <summary>The call that matches an expression, or null where the expression is something else to it, such as its pattern.</summary>
    public static IInvocationOperation? Matching(SyntaxNode text, SemanticModel model, CancellationToken cancellation) =>
        text.FirstAncestorOrSelf<ArgumentSyntax>()?.Parent?.Parent is InvocationExpressionSyntax syntax && model.GetOperation(syntax, cancellation) is IInvocationOperation call
            && call.Arguments.FirstOrDefault(argument => argument.Syntax.Span.Contains(text.Span))?.Parameter?.Name == "input" ? call : null;

    public static PatternUse? Of(IInvocationOperation call)
    {
        if (call.Instance is null)
            return Given(call.Arguments, (call.Syntax as InvocationExpressionSyntax)?.ArgumentList);
        var regex = LocalValues.Resolve(call.Instance);
        if (regex is IObjectCreationOperation created)
            return Given(created.Arguments, (created.Syntax as BaseObjectCreationExpressionSyntax)?.ArgumentList);
        ISymbol? symbol = regex is IInvocationOperation { TargetMethod: var made } ? made : LocalValues.Named(regex);
        if (symbol is null || call.SemanticModel is not { } model)
            return null;
        foreach (var attribute in symbol.GetAttributes())
        {
            var given = attribute.ConstructorArguments;
            if (attribute.AttributeClass is { Name: "GeneratedRegexAttribute" } && given.Length > 0 && given[0].Value is string pattern)
                return new(pattern, given.Length > 1 && given[1].Value is int options ? (RegexOptions)options : RegexOptions.None, given.Length > 2 && given[2].Value is int, (attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)?.ArgumentList);
        }

        return symbol is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null } ? Made(symbol, model.Compilation) : null;
    }

    private static PatternUse? Made(ISymbol symbol, Compilation compilation)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax() switch
            {
                VariableDeclaratorSyntax { Initializer.Value: var initial } => initial,
                PropertyDeclarationSyntax { Initializer.Value: var initial } => initial,
                _ => null,
            };
            if (value is not null && compilation.ContainsSyntaxTree(reference.SyntaxTree) && compilation.GetSemanticModel(reference.SyntaxTree).GetOperation(value) is { } made && LocalValues.Bare(made) is IObjectCreationOperation created)
                return Given(created.Arguments, (created.Syntax as BaseObjectCreationExpressionSyntax)?.ArgumentList);
        }

        return null;
    }

    private static PatternUse? Given(IEnumerable<IArgumentOperation> arguments, SyntaxNode? maker)
    {
        string? pattern = null;
        var options = RegexOptions.None;
        var hasTimeout = false;
        foreach (var argument in arguments)
        {
            switch (argument.Parameter?.Name)
            {
                case "pattern":
                    pattern = argument.Value.ConstantValue.Value as string;
                    break;
                case "options" when argument.Value.ConstantValue.Value is int constant:
                    options = (RegexOptions)constant;
                    break;
                case "options" when LocalValues.Bare(argument.Value) is IFieldReferenceOperation { Field: { IsReadOnly: true } kept } && kept.DeclaringSyntaxReferences is [var written] && written.GetSyntax().ToString().Contains(nameof(NonBacktracking)):
                    options = NonBacktracking;
                    break;
                case "matchTimeout":
                    hasTimeout = argument.Value is not IFieldReferenceOperation { Field.Name: "InfiniteMatchTimeout" or "InfiniteTimeSpan" };
                    break;
            }
        }

        return pattern is null ? null : new(pattern, options, hasTimeout, maker);
    }
}
