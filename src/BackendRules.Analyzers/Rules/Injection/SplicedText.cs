using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A text that is put together from constants and from what a method was given: who calls it decides what it says.</summary>
internal static class SplicedText
{
    private static readonly string[] s_cleans = ["QuoteIdentifier", "DelimitIdentifier", "EscapeIdentifier", "QuoteName"];
    private static readonly string[] s_keeps = ["Trim", "TrimStart", "TrimEnd", "ToLower", "ToLowerInvariant", "ToUpper", "ToUpperInvariant", "Replace", "Substring", "ToString", "PadLeft", "PadRight"];

    /// <summary>The parameter whose text gets into the value as it is, or null: for a constant, for numbers and ids, and for what was checked before.</summary>
    public static IParameterSymbol? From(IOperation value) => Spliced(value, 0) is { } parameter && !IsChecked(value, parameter) ? parameter : null;

    private static IParameterSymbol? Spliced(IOperation value, int depth)
    {
        value = LocalValues.Resolve(value);
        if (depth > 8 || value.ConstantValue.HasValue)
            return null;
        switch (value)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return Hole(sum.LeftOperand, depth) ?? Hole(sum.RightOperand, depth);
            case IInterpolatedStringOperation text:
                return text.Parts.OfType<IInterpolationOperation>().Select(hole => Hole(hole.Expression, depth)).FirstOrDefault(static found => found is not null);
            case IInvocationOperation { TargetMethod: { Name: "Format" or "Concat", ContainingType.SpecialType: SpecialType.System_String } } call:
                return call.Arguments.SelectMany(static argument => argument.Value is IArrayCreationOperation { Initializer: { } given } ? given.ElementValues.AsEnumerable() : [argument.Value])
                    .Select(given => Hole(given, depth)).FirstOrDefault(static found => found is not null);
            case IInvocationOperation { TargetMethod: { Name: "Join", ContainingType.SpecialType: SpecialType.System_String }, Arguments: [_, .., { Value: var items }] }:
                return Items(items, depth);
            case IInvocationOperation { TargetMethod: { Name: "ToString", Parameters.IsEmpty: true }, Instance: { Type.Name: "StringBuilder" } builder }:
                return Pieces.Appended(builder).Select(piece => Hole(piece, depth + 1)).FirstOrDefault(static found => found is not null);
            case ISwitchExpressionOperation choice:
                return choice.Arms.Select(arm => Hole(arm.Value, depth + 1)).FirstOrDefault(static found => found is not null);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Hole(choice.WhenTrue, depth + 1) ?? Hole(otherwise, depth + 1);
            case ICoalesceOperation either:
                return Hole(either.Value, depth + 1) ?? Hole(either.WhenNull, depth + 1);
            case ILocalReferenceOperation local when LocalValues.Loop(local) is { } loop:
                return IsText(local.Type) && !IsLookedAt(loop.Syntax, local.Local.Name) ? Items(loop.Collection, depth + 1) : null;
            case ILocalReferenceOperation local:
                return Pieces.Written(local).Select(piece => Hole(piece, depth + 1)).FirstOrDefault(static found => found is not null);
            default:
                return null;
        }
    }

    /// <summary>A list of texts that a method was given, as it is or each made part of another text.</summary>
    private static IParameterSymbol? Items(IOperation items, int depth)
    {
        if (LocalValues.Bare(items) is ILocalReferenceOperation local && Pieces.Added(local).Select(piece => Hole(piece, depth + 1)).FirstOrDefault(static found => found is not null) is { } added)
            return added;
        items = LocalValues.Bare(LocalValues.Resolve(items));
        if (items is IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList", Arguments: [{ Value: var listed }] })
            items = LocalValues.Bare(listed);
        if (items is IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" }, Arguments: [{ Value: var source }, { Value: var function }] })
        {
            if (LocalValues.Bare(function) is not IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.Parameters: [var element, ..], Body.Operations: [IReturnOperation { ReturnedValue: { } made }] } }
                || !IsText(element.Type) || !made.DescendantsAndSelf().Any(part => part is IParameterReferenceOperation { Parameter: var used } && SymbolEqualityComparer.Default.Equals(used, element)
                    && part.Parent is IInterpolationOperation or IBinaryOperation or IReturnOperation))
                return null;
            items = LocalValues.Bare(source);
        }

        var type = items.Type is IArrayTypeSymbol { ElementType: var inner } ? inner : (items.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
        return items is IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } method } parameter } && IsOpen(method) && type?.SpecialType == SpecialType.System_String ? parameter : null;
    }

    private static IParameterSymbol? Hole(IOperation hole, int depth)
    {
        hole = LocalValues.Resolve(hole);
        switch (hole)
        {
            case IParameterReferenceOperation { Parameter: var parameter }:
                return IsText(hole.Type) && parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method && IsOpen(method) ? parameter : null;
            // A member of a criteria object is as free as the object.
            case IPropertyReferenceOperation { Instance: { } owner, Arguments.IsEmpty: true } member when IsText(member.Type):
                return LocalValues.Bare(owner) is IParameterReferenceOperation { Parameter: var whole } && whole.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } around && IsOpen(around) && IsData(whole.Type) ? whole : null;
            case IInvocationOperation { Instance: { } text } call when text.Type?.SpecialType == SpecialType.System_String && Array.IndexOf(s_keeps, call.TargetMethod.Name) >= 0:
                return Hole(text, depth + 1);
            case IInvocationOperation { TargetMethod.Name: var name } when Array.IndexOf(s_cleans, name) >= 0:
                return null;
            default:
                return Spliced(hole, depth + 1);
        }
    }

    private static bool IsText(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_String or SpecialType.System_Object;

    /// <summary>Who may call a private method stands in the same class, where the whole flow is followed.</summary>
    private static bool IsOpen(IMethodSymbol method) => method.DeclaredAccessibility is not (Accessibility.Private or Accessibility.NotApplicable);

    private static bool IsData(ITypeSymbol type) => type is { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } && type.DeclaringSyntaxReferences.Length > 0
        && !type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.Name.EndsWith("Settings", StringComparison.Ordinal) && !type.Name.EndsWith("Map", StringComparison.Ordinal) && !type.Name.EndsWith("Metadata", StringComparison.Ordinal);

    /// <summary>Whether the function looks at the parameter in a condition, a switch or a call that asks: what it lets pass may be anything it wants.</summary>
    private static bool IsChecked(IOperation value, IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences is [var reference, ..] && reference.GetSyntax().Parent?.Parent is { } function && IsLookedAt(function, parameter.Name);

    private static bool IsLookedAt(SyntaxNode function, string text)
    {
        foreach (var name in function.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText != text)
                continue;
            for (SyntaxNode? node = name; node is not null && node != function; node = node.Parent)
            {
                if (node.Parent is IfStatementSyntax test && test.Condition == node && !IsPresence(test.Condition) || node.Parent is ConditionalExpressionSyntax choice && choice.Condition == node && !IsPresence(choice.Condition)
                    || node.Parent is SwitchExpressionSyntax pick && pick.GoverningExpression == node || node.Parent is SwitchStatementSyntax choose && choose.Expression == node || node is InvocationExpressionSyntax { Expression: var called } && Asks(called))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether there is a text says nothing of what it is.</summary>
    private static bool IsPresence(ExpressionSyntax condition) => condition.ToString() is var text && (text.Contains("IsNullOr") || text.Contains("null") || text.Contains(".Length"));

    private static bool Asks(ExpressionSyntax called) =>
        called.ToString() is var text && text.Substring(text.LastIndexOf('.') + 1) is var name && (name.StartsWith("Validate", StringComparison.Ordinal) || name.StartsWith("Ensure", StringComparison.Ordinal) || name.StartsWith("ThrowIfInvalid", StringComparison.Ordinal) || name.StartsWith("Assert", StringComparison.Ordinal) || name.StartsWith("Escape", StringComparison.Ordinal) || name.StartsWith("Quote", StringComparison.Ordinal)
            || name.StartsWith("Is", StringComparison.Ordinal) && !name.StartsWith("IsNull", StringComparison.Ordinal) || name is "Contains" or "ContainsKey" or "IndexOf" or "TryGetValue");
}
