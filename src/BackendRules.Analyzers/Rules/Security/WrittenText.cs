using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A text that somebody wrote into the source, and that reaches an expression unchanged.</summary>
/// <param name="Text">The text.</param>
/// <param name="Syntax">Where it is written, in the same file; null when it is written in another one.</param>
internal readonly record struct WrittenText(string Text, SyntaxNode? Syntax)
{
    /// <summary>The text behind an expression: a literal, a constant, a local or a field that is only ever it, a default value, or what is used when a setting is missing.</summary>
    public static WrittenText? Of(IOperation value) => Of(value, 0);

    private static WrittenText? Of(IOperation value, int depth)
    {
        value = LocalValues.Bare(value);
        if (depth > 6)
            return null;
        switch (value)
        {
            case ICoalesceOperation coalesce:
                return Of(coalesce.WhenNull, depth + 1);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Outside(choice.WhenTrue, depth) ?? Outside(otherwise, depth);
            case ILocalReferenceOperation local:
                return LocalValues.Only(local) is { } only ? Of(only, depth + 1) : Constant(value, Initializer(local.Local, value));
            case IFieldReferenceOperation { Field: { IsConst: true } or { IsReadOnly: true } } field:
                return Initializer(field.Field, value) is { } initializer
                    ? value.SemanticModel?.GetOperation(initializer) is { } initial ? Of(initial, depth + 1) : null
                    : Constant(value, null);
            case IParameterReferenceOperation { Parameter: { HasExplicitDefaultValue: true, ExplicitDefaultValue: string text } parameter }:
                return new WrittenText(text, Initializer(parameter, value));
            default:
                return Constant(value, value.Syntax);
        }
    }

    /// <summary>A value for a developer's machine is no secret of a deployment.</summary>
    private static WrittenText? Outside(IOperation branch, int depth) => EnvironmentGate.Covers(branch) ? null : Of(branch, depth + 1);

    private static WrittenText? Constant(IOperation value, SyntaxNode? syntax) =>
        value.ConstantValue is { HasValue: true, Value: string text } ? new WrittenText(text, syntax) : null;

    private static SyntaxNode? Initializer(ISymbol symbol, IOperation user)
    {
        if (symbol.DeclaringSyntaxReferences.Length != 1 || symbol.DeclaringSyntaxReferences[0] is not { } reference || reference.SyntaxTree != user.Syntax.SyntaxTree)
            return null;
        return reference.GetSyntax() switch
        {
            VariableDeclaratorSyntax variable => variable.Initializer?.Value,
            ParameterSyntax parameter => parameter.Default?.Value,
            _ => null,
        };
    }
}
