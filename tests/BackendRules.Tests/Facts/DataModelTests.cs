namespace BackendRules.Tests;

public sealed class DataModelTests
{
    private const string Page = "DataModel.md";

    public static IEnumerable<object[]> Headings => FactPage.Headings(Page);

    [Theory, MemberData(nameof(Headings))]
    public Task Lists(string heading) => FactPage.Holds(Page, heading, new Listing(static watch =>
    {
        var model = DataModel.Of(watch);
        return (compilation, cancellation) =>
        {
            var entities = Entities.Of(compilation, cancellation);
            var all = SourceTypes.Of(compilation, cancellation).All.Where(entities.Contains).ToArray();
            return all.Select(type => $"{type.Name} key {EntityKey.Of(type)?.Name ?? "?"}{(SoftDeletion.Mark(type) is { } mark ? " mark " + mark.Name : "")}")
                .Concat(all.SelectMany(static type => type.GetMembers().OfType<Microsoft.CodeAnalysis.IPropertySymbol>()).Where(model.IsIndexed).Select(static property => $"index {property.ContainingType.Name}.{property.Name}"))
                .Concat(model.Filtered.Select(static type => "filter " + type.Name))
                .Concat(all.SelectMany(static type => type.GetMembers().OfType<Microsoft.CodeAnalysis.IPropertySymbol>()).Where(model.IsPrecise).Select(static property => $"precise {property.ContainingType.Name}.{property.Name}"))
                .Concat(model.FiltersByConvention ? ["filters by convention"] : Array.Empty<string>())
                .Concat(model.PrecisionByConvention ? ["precision by convention"] : Array.Empty<string>());
        };
    }));
}
