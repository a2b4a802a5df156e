namespace BackendRules.Tests;

public sealed class SecuritySpecifications() : SpecificationTests(Family.Security)
{
    [Theory, MemberData(nameof(CasesOf), Family.Security)]
    public Task Holds(string @case) => Run(@case);
}
