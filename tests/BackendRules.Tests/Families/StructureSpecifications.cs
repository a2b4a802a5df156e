namespace BackendRules.Tests;

public sealed class StructureSpecifications() : SpecificationTests(Family.Structure)
{
    [Theory, MemberData(nameof(CasesOf), Family.Structure)]
    public Task Holds(string @case) => Run(@case);
}
