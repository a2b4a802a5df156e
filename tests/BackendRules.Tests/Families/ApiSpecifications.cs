namespace BackendRules.Tests;

public sealed class ApiSpecifications() : SpecificationTests(Family.Api)
{
    [Theory, MemberData(nameof(CasesOf), Family.Api)]
    public Task Holds(string @case) => Run(@case);
}
