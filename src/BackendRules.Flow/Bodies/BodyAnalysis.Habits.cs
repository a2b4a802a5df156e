using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

internal sealed partial class BodyAnalysis
{
    /// <summary>
    /// What a library method does that no model speaks of: what is asked of a value comes from it, a static method makes texts out of texts, a
    /// constructor keeps what it was given under the names of its parameters. All else is silence.
    /// </summary>
    private Value ByHabit(IOperation site, IMethodSymbol method, Value receiver, Value[] arguments)
    {
        if (method.MethodKind == MethodKind.Constructor)
            return ByName(method, arguments);
        if (method.ReturnsVoid || InertTypes.Contains(method.ReturnType))
            return Value.Clean;
        if (method.MethodKind == MethodKind.Conversion)
            return AllOf(arguments);
        if (!method.IsStatic)
            return (IsText(method.ContainingType) ? receiver.Union(AllOf(arguments), _labels) : Value.Of(receiver.Flat())).Stepped(StepOf(site));
        return IsText(method.ReturnType) && (method.IsExtensionMethod || IsSystem(method)) ? AllOf(arguments).Stepped(StepOf(site)) : Value.Clean;
    }

    private Value ByName(IMethodSymbol constructor, Value[] arguments)
    {
        var all = Value.Clean;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].IsClean)
                continue;
            var name = constructor.Parameters[i].Name;
            for (var type = constructor.ContainingType; type is { SpecialType: SpecialType.None }; type = type.BaseType)
            {
                foreach (var member in type.GetMembers())
                {
                    if (member is IPropertySymbol { IsStatic: false } && string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                        all = all.Union(arguments[i].Under(member.Name), _labels);
                }
            }
        }

        return all;
    }

    private static bool IsText(ITypeSymbol type) => type.SpecialType is SpecialType.System_String or SpecialType.System_Object
        || type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Char or SpecialType.System_Byte or SpecialType.System_String }
        || type.Name is "StringValues" or "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "StringSegment" or "Uri";

    private static bool IsSystem(IMethodSymbol method)
    {
        var space = method.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space?.Name == "System";
    }
}
