using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Tells test methods by the attributes of xunit, NUnit, MSTest and TUnit.</summary>
internal static class TestMethods
{
    private static readonly string[] s_names = ["FactAttribute", "TheoryAttribute", "TestAttribute", "TestCaseAttribute", "TestCaseSourceAttribute", "TestMethodAttribute", "DataTestMethodAttribute"];

    /// <summary>Whether the compilation can hold tests.</summary>
    public static bool Exist(Known known) =>
        known.Has("Xunit.FactAttribute") || known.Has("NUnit.Framework.TestAttribute") || known.Has("Microsoft.VisualStudio.TestTools.UnitTesting.TestMethodAttribute") || known.Has("TUnit.Core.TestAttribute");

    public static bool Is(ISymbol symbol) => symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && method.GetAttributes().Any(static attribute => IsTest(attribute.AttributeClass));

    private static bool IsTest(INamedTypeSymbol? attribute)
    {
        for (var current = attribute; current is not null; current = current.BaseType)
        {
            if (Array.IndexOf(s_names, current.Name) >= 0)
                return true;
        }

        return false;
    }
}
