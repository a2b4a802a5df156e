namespace BackendRules.Tests;

public sealed class ErrorsSpecifications() : SpecificationTests(Family.Errors)
{
    [Theory, MemberData(nameof(CasesOf), Family.Errors)]
    public Task Holds(string @case) => Run(@case);
}
