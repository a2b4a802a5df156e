using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal static class Conversions
{
    /// <summary>A value without the conversions that keep it; an operator of one's own makes another one.</summary>
    public static IOperation Unconverted(this IOperation item)
    {
        while (item is IConversionOperation { OperatorMethod: null } conversion)
            item = conversion.Operand;
        return item;
    }
}
