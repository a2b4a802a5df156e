using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Follows a random value inside one body to something that is named like a secret, is a vector or a key, or goes into a cookie.</summary>
internal static class MaterialFlow
{
    private const int Deepest = 6;

    public static string? Of(IOperation value, IOperation origin)
    {
        var seen = new HashSet<ILocalSymbol>(SymbolEqualityComparer.Default);
        if (LocalValues.Bare(value) is ILocalReferenceOperation filled)
            return Local(filled.Local, origin, seen, 0);
        return Up(value, seen, 0);
    }

    private static string? Up(IOperation value, HashSet<ILocalSymbol> seen, int depth)
    {
        for (var current = value; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                case IArrayElementReferenceOperation element when element.ArrayReference != current && !IsLetter(element.Type):
                case IArgumentOperation { Parent: IPropertyReferenceOperation pick } when !IsLetter(pick.Type):
                    // Picks one of several that exist already.
                    return null;
                case IArgumentOperation { Parameter: { } parameter } argument:
                    if (RandomSecretWords.Names(parameter.Name) && !IsOfRandom(parameter))
                        return parameter.Name;
                    if (argument.Parent is IInvocationOperation { TargetMethod.Name: "Append" } cookie && cookie.TargetMethod.ContainingType.IsOrInherits("Microsoft.AspNetCore.Http.IResponseCookies"))
                        return "a cookie";
                    if (argument.Parent is IInvocationOperation call && (call.TargetMethod.ReturnsVoid || call.TargetMethod.ContainingType.Is("System.Text.StringBuilder")))
                        return LocalValues.Named(call.Instance) is ILocalSymbol builder && call.TargetMethod.ContainingType.Is("System.Text.StringBuilder") ? Local(builder, call, seen, depth + 1) : null;
                    continue;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return RandomSecretWords.Names(declarator.Symbol.Name) ? declarator.Symbol.Name : Local(declarator.Symbol, declarator, seen, depth + 1);
                case ISimpleAssignmentOperation assignment when assignment.Value == current:
                    return Target(assignment.Target, assignment, seen, depth);
                case ICompoundAssignmentOperation assignment when assignment.Value == current:
                    return Target(assignment.Target, assignment, seen, depth);
                case IPropertyInitializerOperation property:
                    return property.InitializedProperties.Length > 0 && RandomSecretWords.Names(property.InitializedProperties[0].Name) ? property.InitializedProperties[0].Name : null;
                case IFieldInitializerOperation field:
                    return field.InitializedFields.Length > 0 && RandomSecretWords.Names(field.InitializedFields[0].Name) ? field.InitializedFields[0].Name : null;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThanOrEqual }:
                case IConditionalOperation or ILoopOperation or IBlockOperation or IExpressionStatementOperation:
                    return null;
            }
        }

        return null;
    }

    private static string? Target(IOperation target, IOperation assignment, HashSet<ILocalSymbol> seen, int depth)
    {
        target = LocalValues.Bare(target);
        if (target is IArrayElementReferenceOperation element)
            target = LocalValues.Bare(element.ArrayReference);
        if (LocalValues.Named(target) is not { } symbol)
            return null;
        if (RandomSecretWords.Names(symbol.Name) || symbol is IPropertySymbol { Name: "IV" or "Key" } property && property.ContainingType.IsOrInherits("System.Security.Cryptography.SymmetricAlgorithm"))
            return symbol.Name;
        return symbol is ILocalSymbol local ? Local(local, assignment, seen, depth + 1) : null;
    }

    private static string? Local(ILocalSymbol local, IOperation origin, HashSet<ILocalSymbol> seen, int depth)
    {
        if (RandomSecretWords.Names(local.Name))
            return local.Name;
        if (depth > Deepest || !seen.Add(local))
            return null;
        foreach (var operation in LocalValues.Root(origin).DescendantsAndSelf())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)
                && operation.Syntax.SpanStart > origin.Syntax.SpanStart && Up(operation, seen, depth) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>Whether a random index picks one of several whole values, and doesn't build one from letters.</summary>
    public static bool IsPick(IOperation index)
    {
        for (var current = index; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                case IArrayElementReferenceOperation element when element.ArrayReference != current:
                    return !IsLetter(element.Type);
                case IArgumentOperation { Parent: IPropertyReferenceOperation pick }:
                    return !IsLetter(pick.Type);
                case IConversionOperation or IBinaryOperation or IParenthesizedOperation:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool IsLetter(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Char or SpecialType.System_Byte;

    private static bool IsOfRandom(IParameterSymbol parameter) => parameter.ContainingType is { } type && type.Is("System.Random");
}
