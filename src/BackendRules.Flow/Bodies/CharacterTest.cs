using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>What a condition on one character says of a given one: <c>char.IsLetter(c) || c is ' ' or '.'</c>.</summary>
internal static class CharacterTest
{
    /// <summary>The kinds that a text is clean of whose characters a condition is true for, or false.</summary>
    public static ulong Proves(Func<char, bool?> answer, bool outcome, Kinds sinks)
    {
        for (var c = '\0'; c < 128; c++)
        {
            if (!AnchoredPattern.IsHarmless(c) && answer(c) != !outcome)
                return EndingCharacters.Without(sign => answer(sign) == !outcome, sinks);
        }

        return Kinds.All;
    }

    /// <summary>The answer for a character; null where the condition asks for something else.</summary>
    public static bool? Answer(IOperation test, char c)
    {
        switch (test)
        {
            case IConversionOperation or IParenthesizedOperation:
                return Answer(test is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)test).Operand, c);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } inverse:
                return !Answer(inverse.Operand, c);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either:
                return Answer(either.LeftOperand, c) | Answer(either.RightOperand, c);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both:
                return Answer(both.LeftOperand, c) & Answer(both.RightOperand, c);
            case IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: { } bound } } comparison when IsCharacter(comparison.LeftOperand):
                return Compare(comparison.OperatorKind, c, bound);
            case IIsPatternOperation match when IsCharacter(match.Value):
                return Answer(match.Pattern, c);
            case IInvocationOperation { TargetMethod: { ContainingType.SpecialType: SpecialType.System_Char } asked, Arguments: [{ Value: var asks }] } when IsCharacter(asks):
                return Answer(asked.Name, c);
            case IInvocationOperation { TargetMethod.Name: "Contains", Instance.ConstantValue: { HasValue: true, Value: string listed }, Arguments: [{ Value: var looked }] } when IsCharacter(looked):
                return listed.IndexOf(c) >= 0;
            case IInvocationOperation { TargetMethod.Name: "Contains" } call when call.Arguments.Length > 0 && IsCharacter(call.Arguments[call.Arguments.Length - 1].Value) && FileNameCharacters.Are(call.Instance ?? call.Arguments[0].Value):
                return c < ' ' || FileNameCharacters.Visible.IndexOf(c) >= 0;
            default:
                return null;
        }
    }

    private static bool? Answer(IPatternOperation pattern, char c) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: { } one } } => Compare(BinaryOperatorKind.Equals, c, one),
        IRelationalPatternOperation { Value.ConstantValue: { HasValue: true, Value: { } bound } } relation => Compare(relation.OperatorKind, c, bound),
        INegatedPatternOperation negated => !Answer(negated.Pattern, c),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => Answer(either.LeftPattern, c) | Answer(either.RightPattern, c),
        IBinaryPatternOperation both => Answer(both.LeftPattern, c) & Answer(both.RightPattern, c),
        _ => null,
    };

    public static bool? Answer(string asked, char c) => asked switch
    {
        "IsLetterOrDigit" or "IsAsciiLetterOrDigit" => char.IsLetterOrDigit(c),
        "IsLetter" or "IsAsciiLetter" => char.IsLetter(c),
        "IsDigit" or "IsAsciiDigit" or "IsNumber" => char.IsDigit(c),
        "IsLower" or "IsAsciiLetterLower" => char.IsLower(c),
        "IsUpper" or "IsAsciiLetterUpper" => char.IsUpper(c),
        "IsAsciiHexDigit" => c is >= '0' and <= '9' or >= 'a' and <= 'f' or >= 'A' and <= 'F',
        "IsWhiteSpace" => char.IsWhiteSpace(c),
        "IsControl" => char.IsControl(c),
        "IsPunctuation" => char.IsPunctuation(c),
        "IsSymbol" => char.IsSymbol(c),
        _ => null,
    };

    /// <summary>Characters are compared as numbers.</summary>
    private static bool? Compare(BinaryOperatorKind kind, char c, object bound)
    {
        if (bound is not (char or int))
            return null;
        var other = bound is char sign ? sign : (int)bound;
        return kind switch
        {
            BinaryOperatorKind.Equals => c == other,
            BinaryOperatorKind.NotEquals => c != other,
            BinaryOperatorKind.LessThan => c < other,
            BinaryOperatorKind.LessThanOrEqual => c <= other,
            BinaryOperatorKind.GreaterThan => c > other,
            BinaryOperatorKind.GreaterThanOrEqual => c >= other,
            _ => null,
        };
    }

    private static bool IsCharacter(IOperation operation) => operation.Unconverted() is (IParameterReferenceOperation or ILocalReferenceOperation or IFlowCaptureReferenceOperation) and { Type.SpecialType: SpecialType.System_Char };
}
