namespace BackendRules.Tests;

public sealed class ScalabilitySpecifications() : SpecificationTests(Family.Scalability)
{
    [Theory, MemberData(nameof(CasesOf), Family.Scalability)]
    public Task Holds(string @case) => Run(@case);
}
