namespace BackendRules;

/// <summary>BR7008: an endpoint without a description in an API that has them.</summary>
public sealed class UndescribedEndpoint : Check
{
    internal static readonly Rule Declared = new(
        "BR7008",
        nameof(UndescribedEndpoint),
        "Every endpoint is described",
        "'{0}' has no summary, unlike {1} of the {2} other endpoints; say in a sentence what it does",
        Level.Off)
    {
        Profile = ["AD6"],
        EndOnly = true,
    };

    private const int Fewest = 4;

    public UndescribedEndpoint()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder");

    public override void Start(Watch watch)
    {
        var inventory = EndpointInventory.Of(watch);
        watch.End(context =>
        {
            var sites = inventory.Read(context.Compilation, context.CancellationToken)
                .Where(static site => site.Endpoint is { Style: EndpointStyle.Action or EndpointStyle.Minimal or EndpointStyle.Class, IsHidden: false } && site.Location.IsInSource).ToArray();
            if (sites.Length <= Fewest)
                return;
            var sentence = new EndpointSentence(context.Compilation, context.CancellationToken);
            var bare = sites.Where(site => !sentence.Describes(site)).ToArray();
            var described = sites.Length - bare.Length;
            if (described * 10 < (sites.Length - 1) * 7)
                return;
            foreach (var site in bare)
            {
                if (!sentence.IsForDevelopers(site))
                    context.ReportDiagnostic(Declared.At(site.Location, site.Endpoint.ToString(), described, sites.Length - 1));
            }
        });
    }
}
