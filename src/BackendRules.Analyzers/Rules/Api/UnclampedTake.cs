using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Finds <c>Take(n)</c> where the caller's own number decides and nothing bounds it.</summary>
internal static class UnclampedTake
{
    public static void Report(IMethodSymbol handler, IOperation body, string name, Action<Location, string> report)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is not IInvocationOperation { TargetMethod.Name: "Take" or "Limit" } take || take.Arguments.Length == 0)
                continue;
            var count = LocalValues.Resolve(take.Arguments[take.Arguments.Length - 1].Value);
            if (EfQuery.Of(take) is null && take.TargetMethod.Name == "Take" || Root(count) is not IParameterReferenceOperation root
                || !SymbolEqualityComparer.Default.Equals(root.Parameter.ContainingSymbol, handler) || LocalValues.Named(count) is not { } named
                || IsBounded(named) || IsBounded(root.Parameter) || IsTested(body, named))
                continue;
            report(count.Syntax.GetLocation(), named.Name);
        }
    }

    private static IOperation Root(IOperation value)
    {
        while (LocalValues.Bare(value) is IPropertyReferenceOperation { Instance: { } instance })
            value = instance;
        return LocalValues.Bare(value);
    }

    /// <summary>An attribute bounds it, or the property's setter may.</summary>
    private static bool IsBounded(ISymbol symbol)
    {
        if (symbol.HasAttribute("System.ComponentModel.DataAnnotations.ValidationAttribute"))
            return true;
        return symbol is IPropertySymbol property && (property.DeclaringSyntaxReferences.Length == 0 || property.ContainingType.GetMembers().All(member => member is not IFieldSymbol { AssociatedSymbol: { } backed } || !SymbolEqualityComparer.Default.Equals(backed, property)));
    }

    /// <summary>Whether the body compares it, clamps it or hands it to something that may.</summary>
    private static bool IsTested(IOperation body, ISymbol number)
    {
        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual } test when LocalValues.Mentions(test, number):
                case IIsPatternOperation pattern when LocalValues.Mentions(pattern, number):
                case IAssignmentOperation assignment when LocalValues.Named(assignment.Target) is { } target && SymbolEqualityComparer.Default.Equals(target, number):
                case IInvocationOperation { TargetMethod.Name: "Min" or "Clamp" or "Validate" or "ValidateAsync" or "ValidateAndThrow" or "ValidateAndThrowAsync" } bound when bound.TargetMethod.Name.StartsWith("Validate", StringComparison.Ordinal) || LocalValues.Mentions(bound, number):
                    return true;
            }
        }

        return false;
    }
}
