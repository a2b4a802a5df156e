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

    /// <summary>The property that holds the lines that the fix adds.</summary>
    internal const string Lines = "lines";

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
        var declared = new Dictionary<string, (string Line, Location Place)>(StringComparer.Ordinal);
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in new[] { shipped, unshipped })
        {
            if (file?.GetText(context.CancellationToken) is not { } text)
                continue;
            foreach (var (line, span) in EndpointLines.Read(text))
            {
                if (line.StartsWith(EndpointLines.Removed, StringComparison.Ordinal))
                    removed.Add(line.Substring(EndpointLines.Removed.Length).Trim());
                else
                    declared[line] = (line, Location.Create(file.Path, span, text.Lines.GetLinePositionSpan(span)));
            }
        }

        foreach (var line in removed)
            declared.Remove(line);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var missing = new List<(string Line, EndpointSite Site)>();
        foreach (var site in sites)
        {
            // What isn't written in the code can't be written down.
            if (site.Endpoint.Style == EndpointStyle.Foreign || site.HasUnknownGroup || site.Endpoint.Route.Contains(RouteText.Unknown))
                continue;
            var line = EndpointLines.Of(site.Endpoint);
            if (found.Add(line) && !declared.Remove(line))
                missing.Add((line, site));
        }

        foreach (var (line, site) in missing)
        {
            var former = declared.Values.FirstOrDefault(one => EndpointLines.Key(one.Line) == EndpointLines.Key(line));
            if (former.Line is null)
            {
                context.ReportDiagnostic(Declared.At(site.Location, Adding(line), line));
                continue;
            }

            declared.Remove(former.Line);
            context.ReportDiagnostic(Diagnostic.Create(s_changed, site.Location, Adding(EndpointLines.Removed + former.Line, line), line, former.Line));
        }

        foreach (var (line, place) in declared.Values)
            context.ReportDiagnostic(Diagnostic.Create(s_gone, place, line));
    }

    private static ImmutableDictionary<string, string?> Adding(params string[] lines) => ImmutableDictionary<string, string?>.Empty.Add(Lines, string.Join("\n", lines));
}
