using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Tells how the text of a template came to be: constant, or put together where it should have placeholders.</summary>
internal static class TemplateText
{
    private static readonly Members s_builders = new("System.String.{Format,Concat,Join}");

    /// <summary>In words, how the text was put together; null when it is constant, handed in from elsewhere, or looked up.</summary>
    public static string? BuiltBy(IOperation value) => BuiltBy(value, follow: true);

    /// <summary>The operation that puts the text together: the value itself, or what its local was declared with.</summary>
    public static IOperation Builder(IOperation value)
    {
        value = LocalValues.Bare(value);
        return value is ILocalReferenceOperation local && SingleValue(local) is { } initial ? LocalValues.Bare(initial) : value;
    }

    private static string? BuiltBy(IOperation value, bool follow)
    {
        value = LocalValues.Bare(value);
        if (value.ConstantValue.HasValue)
            return null;
        switch (value)
        {
            case IInterpolatedStringOperation interpolated:
                return interpolated.Parts.Any(static part => part is IInterpolationOperation hole && !hole.Expression.ConstantValue.HasValue) ? "interpolated" : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum:
                return HasValue(sum) ? "concatenated" : null;
            case IInvocationOperation call when s_builders.Contain(call.TargetMethod):
                return "formatted";
            case IConditionalOperation choice:
                return BuiltBy(choice.WhenTrue, follow) ?? (choice.WhenFalse is { } otherwise ? BuiltBy(otherwise, follow) : null);
            case ISwitchExpressionOperation choice:
                return choice.Arms.Select(arm => BuiltBy(arm.Value, follow)).FirstOrDefault(static how => how is not null);
            case ICoalesceOperation coalesce:
                return BuiltBy(coalesce.WhenNull, follow);
            case ILocalReferenceOperation local when follow && SingleValue(local) is { } initial:
                return BuiltBy(initial, follow: false);
            default:
                return null;
        }
    }

    /// <summary>Whether a sum has a part that is neither constant nor a lookup of constants, such as a static readonly prefix.</summary>
    private static bool HasValue(IOperation part)
    {
        part = LocalValues.Bare(part);
        return part switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when !sum.ConstantValue.HasValue => HasValue(sum.LeftOperand) || HasValue(sum.RightOperand),
            IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } } => false,
            IPropertyReferenceOperation { Property: { Name: "NewLine", ContainingType.Name: "Environment" } } => false,
            _ => !part.ConstantValue.HasValue,
        };
    }

    /// <summary>What a local was declared with, when nothing else is ever assigned to it.</summary>
    private static IOperation? SingleValue(ILocalReferenceOperation reference)
    {
        IOperation root = reference;
        while (root.Parent is { } parent)
            root = parent;
        IOperation? value = null;
        foreach (var operation in root.Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Same(declarator.Symbol):
                    value = declarator.GetVariableInitializer()?.Value;
                    break;
                case IAssignmentOperation { Target: ILocalReferenceOperation target } when Same(target.Local):
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation passed } when Same(passed.Local):
                    return null;
            }
        }

        return value;

        bool Same(ILocalSymbol local) => SymbolEqualityComparer.Default.Equals(local, reference.Local);
    }
}
