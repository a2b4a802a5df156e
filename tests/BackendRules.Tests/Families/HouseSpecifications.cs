namespace BackendRules.Tests;

public sealed class HouseSpecifications() : SpecificationTests(Family.House)
{
    [Theory, MemberData(nameof(CasesOf), Family.House)]
    public Task Holds(string @case) => Run(@case);
}
