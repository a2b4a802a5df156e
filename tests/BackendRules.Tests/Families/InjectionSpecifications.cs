namespace BackendRules.Tests;

public sealed class InjectionSpecifications() : SpecificationTests(Family.Injection)
{
    [Theory, MemberData(nameof(CasesOf), Family.Injection)]
    public Task Holds(string @case) => Run(@case);
}
