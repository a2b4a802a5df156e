using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Evaluates constants, with the values that locals and parameters are known to have.</summary>
internal sealed class ConstantText
{
    private readonly Dictionary<ISymbol, string> _known = new(SymbolEqualityComparer.Default);

    public ConstantText With(ISymbol symbol, string value)
    {
        var other = new ConstantText();
        foreach (var (key, text) in _known)
            other._known[key] = text;
        other._known[symbol] = value;
        return other;
    }

    /// <summary>The value as text, or null when it isn't known.</summary>
    public string? Of(IOperation value)
    {
        // A number that becomes a nullable one is no constant any more, the number inside is.
        var bare = LocalValues.Bare(value);
        var constant = value.ConstantValue.HasValue ? value.ConstantValue : bare.ConstantValue;
        if (constant.HasValue)
            return constant.Value is { } given ? string.Format(CultureInfo.InvariantCulture, "{0}", given) : null;
        switch (bare)
        {
            case ILocalReferenceOperation local:
                return _known.TryGetValue(local.Local, out var text) ? text : LocalValues.Only(local) is { } only ? Of(only) : null;
            case IParameterReferenceOperation parameter:
                return _known.GetValueOrDefault(parameter.Parameter.OriginalDefinition);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return Of(sum.LeftOperand) is { } left && Of(sum.RightOperand) is { } right ? left + right : null;
            case IInterpolatedStringOperation interpolated:
                var parts = interpolated.Parts.Select(part => part switch
                {
                    IInterpolatedStringTextOperation written => Of(written.Text),
                    IInterpolationOperation hole => Of(hole.Expression),
                    _ => null,
                }).ToArray();
                return Array.TrueForAll(parts, static part => part is not null) ? string.Concat(parts) : null;
            case IFieldReferenceOperation { Field: { IsStatic: true, Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } }:
                return "";
            case IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } field } reference:
                return Initial(field, reference) is { } initial ? Of(initial) : null;
            default:
                return null;
        }
    }

    /// <summary>The constants of an array or a collection expression, or null.</summary>
    public IReadOnlyList<string>? Elements(IOperation collection)
    {
        var resolved = LocalValues.Resolve(collection);
        if (resolved is IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } field } reference && Initial(field, reference) is { } initial)
            resolved = LocalValues.Bare(initial);
        var values = resolved switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues.Select(Of).ToArray(),
            ICollectionExpressionOperation expression => expression.Elements.Select(Of).ToArray(),
            IObjectCreationOperation { Initializer: { } list } => list.Initializers.OfType<IInvocationOperation>().Select(call => call.Arguments is [var only] ? Of(only.Value) : null).ToArray(),
            _ => null,
        };
        return values is not null && Array.TrueForAll(values, static value => value is not null) ? [.. values.OfType<string>()] : null;
    }

    private static IOperation? Initial(IFieldSymbol field, IFieldReferenceOperation reference)
    {
        if (field.DeclaringSyntaxReferences is not [var declared] || reference.SemanticModel is not { } model
            || declared.GetSyntax() is not Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax { Initializer.Value: { } value } || !model.Compilation.ContainsSyntaxTree(value.SyntaxTree))
            return null;
        return model.Compilation.GetSemanticModel(value.SyntaxTree).GetOperation(value);
    }
}
