namespace BackendRules.Tests;

public sealed class RegistrationsTests
{
    private const string Page = "Registrations.md";

    public static IEnumerable<object[]> Headings => FactPage.Headings(Page);

    [Theory, MemberData(nameof(Headings))]
    public Task Lists(string heading) => FactPage.Holds(Page, heading, new Listing(static watch =>
    {
        var all = Registrations.Of(watch);
        return (_, _) => all.Read().All.Select(Line);
    }));

    private static string Line(Registration registration)
    {
        var how = registration.IsInstance ? " instance" : registration.IsFactory ? " factory" : "";
        var asks = string.Concat(registration.Asks.Select(static ask => " asks " + ask.Service.Name));
        var more = (registration.Key is { } key ? " key " + key : "") + (registration.IsTry ? " try" : "") + (registration.IsHosted ? " hosted" : "");
        return $"{registration.Lifetime} {registration.Service.Name} -> {registration.Implementation?.Name ?? "?"}{how}{asks}{more}";
    }
}
