namespace BackendRules.Tests;

public sealed class LoggingSpecifications() : SpecificationTests(Family.Logging)
{
    [Theory, MemberData(nameof(CasesOf), Family.Logging)]
    public Task Holds(string @case) => Run(@case);
}
