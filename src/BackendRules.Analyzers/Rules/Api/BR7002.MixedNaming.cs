using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>BR7002: a route or a JSON name that is written otherwise than most of the same API.</summary>
public sealed class MixedNaming : Check
{
    internal static readonly Rule Declared = new(
        "BR7002",
        nameof(MixedNaming),
        "Names of an API are written in one way",
        "'{0}' of '{1}' is {2}, and {3} of the {4} other names are {5}; write '{6}'",
        Level.Info)
    {
        Profile = ["AD1"],
        EndOnly = true,
    };

    private static readonly DiagnosticDescriptor s_verb = Declared.Saying("'{0}' of '{1}' names an action, where the HTTP method says it and the other routes name things; name the resource");

    /// <summary>Below this many names there is no majority to speak of.</summary>
    private const int Fewest = 8;

    private static readonly Regex s_hooks = new("^(web-?hooks?|hooks?|callbacks?|\\.well-known)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex s_verbs = new("^(?:[gG]et|[cC]reate|[uU]pdate|[dD]elete|[rR]emove|[fF]etch|[lL]ist|[aA]dd|[iI]nsert|[sS]ave|[eE]dit)(?:[A-Z_-]|$)", RegexOptions.CultureInvariant);

    public MixedNaming()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        var inventory = EndpointInventory.Of(watch);
        watch.End(context =>
        {
            Routes(context, inventory);
            Properties(context);
        });
    }

    private static void Routes(CompilationAnalysisContext context, EndpointInventory inventory)
    {
        var all = new List<(string Name, Location Place, string Of)>();
        var seen = new HashSet<(string, string)>();
        var total = 0;
        var verbs = new List<(string Name, Location Place, string Of)>();
        foreach (var site in inventory.Read(context.Compilation, context.CancellationToken))
        {
            if (site.Endpoint.Style is not (EndpointStyle.Action or EndpointStyle.Minimal) || !site.Location.IsInSource || IsPage(site))
                continue;
            total++;
            var isForeign = false;
            foreach (var segment in RouteText.Literals(site.Endpoint.Route))
            {
                // Who calls a hook has named what comes behind it.
                if (isForeign)
                    break;
                isForeign = s_hooks.IsMatch(segment);
                // What [controller] and [action] stand for is the class's name: nobody wrote it as a route.
                if (segment.IndexOf('.') >= 0 || IsToken(segment, site))
                    continue;
                if (s_verbs.IsMatch(segment))
                    verbs.Add((segment, site.Location, site.Endpoint.ToString()));
                if (seen.Add((segment, "")))
                    all.Add((segment, site.Location, site.Endpoint.ToString()));
            }
        }

        Compare(context, all);
        if (total >= Fewest && verbs.Count * 4 <= total)
        {
            foreach (var (name, place, of) in verbs)
                context.ReportDiagnostic(Diagnostic.Create(s_verb, place, name, of));
        }
    }

    /// <summary>Pages for people have addresses such as <c>/blog/edit</c>; they are no API.</summary>
    private static bool IsPage(EndpointSite site) =>
        site.Owner is { } owner && owner.IsOrInherits("Microsoft.AspNetCore.Mvc.Controller") && !owner.HasAttribute("Microsoft.AspNetCore.Mvc.ApiControllerAttribute");

    private static bool IsToken(string segment, EndpointSite site) =>
        site.Endpoint.Style == EndpointStyle.Action && site.Owner is { } owner
        && (owner.Name.Equals(segment + "Controller", StringComparison.OrdinalIgnoreCase) || site.Handler is { } handler && (handler.Name == segment || handler.Name == segment + "Async"));

    private static void Properties(CompilationAnalysisContext context)
    {
        var all = new List<(string Name, Location Place, string Of)>();
        foreach (var type in SourceTypes.Of(context.Compilation, context.CancellationToken).All)
        {
            if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
                continue;
            var own = new List<(string, Location, string)>();
            foreach (var member in type.GetMembers())
            {
                if (member is IPropertySymbol property && Written(property) is { } name && property.Locations[0].IsInSource)
                    own.Add((name, property.Locations[0], type.Name));
            }

            all.AddRange(own);
        }

        // Each service that is called has its own style: types that are consistent in themselves follow it.
        var groups = all.GroupBy(static one => one.Of, StringComparer.Ordinal).Where(static group => group.Select(static one => SegmentStyle.Of(one.Name)).Where(static style => style != NameStyle.Plain).Distinct().Count() > 1);
        foreach (var group in groups)
            Compare(context, group.ToList());
    }

    private static string? Written(IPropertySymbol property)
    {
        foreach (var attribute in property.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "JsonPropertyNameAttribute" or "JsonPropertyAttribute" } && attribute.ConstructorArguments is [{ Value: string name }] && name.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_'))
                return name;
        }

        return null;
    }

    private static void Compare(CompilationAnalysisContext context, List<(string Name, Location Place, string Of)> all)
    {
        var styled = all.Select(static one => (one, Style: SegmentStyle.Of(one.Name))).Where(static one => one.Style != NameStyle.Plain).ToList();
        if (styled.Count < Fewest)
            return;
        var most = styled.GroupBy(static one => one.Style).OrderByDescending(static group => group.Count()).ThenBy(static group => group.Key).First();
        // A majority is three of four; less is a style that is changing.
        if (most.Count() * 4 < styled.Count * 3)
            return;
        foreach (var (one, style) in styled)
        {
            if (style != most.Key)
                context.ReportDiagnostic(Declared.At(one.Place, one.Name, one.Of, SegmentStyle.Name(style), most.Count(), styled.Count - 1, SegmentStyle.Name(most.Key), SegmentStyle.Write(one.Name, most.Key)));
        }
    }
}
