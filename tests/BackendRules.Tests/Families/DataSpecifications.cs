namespace BackendRules.Tests;

public sealed class DataSpecifications() : SpecificationTests(Family.Data)
{
    [Theory, MemberData(nameof(CasesOf), Family.Data)]
    public Task Holds(string @case) => Run(@case);
}
