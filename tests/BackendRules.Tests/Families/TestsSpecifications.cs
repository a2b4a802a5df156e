namespace BackendRules.Tests;

public sealed class TestsSpecifications() : SpecificationTests(Family.Tests)
{
    [Theory, MemberData(nameof(CasesOf), Family.Tests)]
    public Task Holds(string @case) => Run(@case);
}
