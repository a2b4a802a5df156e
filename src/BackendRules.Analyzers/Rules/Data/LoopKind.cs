using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Loops that repeat a query on purpose: retries, pages and batches, a handful of constants, seeding and migrations.</summary>
internal static class LoopKind
{
    private static readonly Regex s_retry = new("attempt|retry|retries|tries", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex s_batch = new("^(chunk|batch|page|buffer)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex s_setup = new("seed|migrat|sampledata|testdata|fixture|backfill", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static bool IsDeliberate(Repetition repetition, ISymbol container) =>
        IsSetup(container) || IsBatch(repetition) || IsRetry(repetition) || IsShort(repetition);

    private static readonly TypeTrait s_isSetup = new(static type => type.IsOrInherits("Microsoft.EntityFrameworkCore.Migrations.Migration") || s_setup.IsMatch(type.Name) || type.ContainingSymbol is { } outer && IsSetup(outer));

    public static bool IsSetup(ISymbol container)
    {
        for (var symbol = container; symbol is not null and not INamespaceSymbol { IsGlobalNamespace: true }; symbol = symbol.ContainingSymbol)
        {
            if (symbol is INamedTypeSymbol type)
                return s_isSetup.Holds(type);
            if (symbol is IMethodSymbol or INamespaceSymbol && s_setup.IsMatch(symbol.Name))
                return true;
        }

        return false;
    }

    private static bool IsBatch(Repetition repetition)
    {
        // A counter that jumps, as in 'i += size', takes a page at a time.
        if (repetition.Loop is IForLoopOperation counted && counted.AtLoopBottom.Any(static step => step is IExpressionStatementOperation { Operation: ICompoundAssignmentOperation { Value: var by } } && by.ConstantValue is not { HasValue: true, Value: 1 or -1 }))
            return true;
        foreach (var variable in repetition.Variables)
        {
            var type = variable is ILocalSymbol local ? local.Type : (variable as IParameterSymbol)?.Type;
            if (s_batch.IsMatch(variable.Name) || type is IArrayTypeSymbol || type is { SpecialType: not SpecialType.System_String } && IsList(type))
                return true;
        }

        return false;
    }

    private static bool IsList(ITypeSymbol type) =>
        type.Is("System.Collections.Generic.List`1") || type.Is("System.Collections.Generic.IEnumerable`1") || type.Is("System.Collections.Generic.IReadOnlyList`1")
        || type.Is("System.Collections.Generic.IList`1") || type.Is("System.Collections.Generic.ICollection`1") || type.Is("System.Collections.Generic.IReadOnlyCollection`1") || type.Is("System.Collections.Generic.HashSet`1");

    /// <summary>A counter named so, or a body that is one <c>try</c> which leaves the loop when it succeeds.</summary>
    private static bool IsRetry(Repetition repetition)
    {
        foreach (var variable in repetition.Variables)
        {
            if (s_retry.IsMatch(variable.Name))
                return true;
        }

        if (repetition.Collection is not null)
            return false;
        foreach (var inner in repetition.Body.Descendants())
        {
            if (inner is ITryOperation { Catches.Length: > 0 } attempt && attempt.Body.Descendants().Any(static o => o is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break }))
                return true;
        }

        return false;
    }

    /// <summary>At most three constant items.</summary>
    private static bool IsShort(Repetition repetition)
    {
        if (repetition.Loop is IForLoopOperation { Condition: IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: int most } } })
            return most <= 3;
        if (repetition.Collection is not { } collection)
            return false;
        var value = LocalValues.Resolve(collection);
        if (value is IArrayCreationOperation { Initializer: { } initializer })
            return initializer.ElementValues.Length <= 3;
        // Collection expressions have an operation kind that Roslyn 4.8 doesn't know by name.
        return value.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.CollectionExpressionSyntax list && list.Elements.Count <= 3
            && list.Elements.All(static element => element is Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionElementSyntax);
    }
}
