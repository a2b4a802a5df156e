using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>BR7010: the endpoints are others than those that the surface files list.</summary>
public sealed class ChangedSurface : Check
{
    internal static readonly Rule Declared = new(
        "BR7010",
        nameof(ChangedSurface),
        "Changes of the API's surface are written down",
        "'{0}' is new and not part of the declared surface; add it to 'Endpoints.Unshipped.txt'",
        Level.Warning)
    {
        Profile = ["AD2"],
        Owasp = ["API9"],
        EndOnly = true,
    };

    private static readonly DiagnosticDescriptor s_changed = Declared.Saying("'{0}' was declared as '{1}', which callers may rely on; keep it, or write the change down in 'Endpoints.Unshipped.txt'");
    private static readonly DiagnosticDescriptor s_gone = Declared.Saying("'{0}' is declared and no endpoint answers it any more; bring it back, or write '*REMOVED*' and the line into 'Endpoints.Unshipped.txt'");
    private static readonly DiagnosticDescriptor s_unneeded = Declared.Saying("'{0}' was never shipped and no endpoint answers it any more; bring it back, or take the line out");
    private static readonly DiagnosticDescriptor s_back = Declared.Saying("'{0}' is written down as removed and answers again; take its '*REMOVED*' line out of 'Endpoints.Unshipped.txt'");

    /// <summary>The property that holds the lines that the fix adds.</summary>
    internal const string Lines = "lines";

    /// <summary>The property that holds the lines of the unshipped file that the fix takes out.</summary>
    internal const string Dropped = "dropped";

    public ChangedSurface()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder");

    public override void Start(Watch watch)
    {
        // The file's existence is what switches the rule on.
        var shipped = watch.Options.AdditionalFiles.FirstOrDefault(static file => EndpointLines.IsFile(file, EndpointLines.Shipped));
        if (shipped is null)
            return;
        var unshipped = watch.Options.AdditionalFiles.FirstOrDefault(static file => EndpointLines.IsFile(file, EndpointLines.Unshipped));
        var inventory = EndpointInventory.Of(watch);
        watch.End(context => Compare(context, inventory.Read(context.Compilation, context.CancellationToken), shipped, unshipped));
    }

    private static void Compare(CompilationAnalysisContext context, ImmutableArray<EndpointSite> sites, AdditionalText shipped, AdditionalText? unshipped)
    {
        var surface = new DeclaredSurface(shipped, unshipped, context.CancellationToken);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var missing = new List<(string Line, EndpointSite Site)>();
        var unread = new List<EndpointSite>();
        foreach (var site in sites)
        {
            // What isn't written in the code can't be written down.
            if (site.HasUnknownGroup || site.Endpoint.Route.Contains(RouteText.Unknown))
                unread.Add(site);
            else if (site.Endpoint.Style != EndpointStyle.Foreign && EndpointLines.Of(site.Endpoint) is var line && found.Add(line) && !surface.Take(line))
                missing.Add((line, site));
        }

        foreach (var (line, site) in missing)
        {
            var isBack = surface.WasRemoved(line);
            var former = surface.TakeFormer(line);
            var dropped = new List<string>();
            if (isBack)
                dropped.Add(EndpointLines.Removed + line);
            if (former is { IsShipped: false })
                dropped.Add(former.Line);
            var added = new List<string>();
            if (former is { IsShipped: true })
                added.Add(EndpointLines.Removed + former.Line);
            if (!isBack)
                added.Add(line);
            var properties = ImmutableDictionary<string, string?>.Empty.Add(Lines, string.Join("\n", added)).Add(Dropped, string.Join("\n", dropped));
            context.ReportDiagnostic(isBack ? Diagnostic.Create(s_back, site.Location, properties, line)
                : former is null ? Declared.At(site.Location, properties, line)
                : Diagnostic.Create(s_changed, site.Location, properties, line, former.Line));
        }

        foreach (var declared in surface.Left)
        {
            if (!unread.Exists(site => EndpointLines.MayAnswer(site, declared.Line)))
                context.ReportDiagnostic(Diagnostic.Create(declared.IsShipped ? s_gone : s_unneeded, declared.Place, declared.Line));
        }
    }
}
