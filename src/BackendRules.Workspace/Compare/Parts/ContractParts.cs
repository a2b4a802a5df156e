using System.Collections.Immutable;
using System.Globalization;

namespace BackendRules.Workspaces;

/// <summary>Two contracts and two schemas as items of the report.</summary>
internal sealed class ContractParts(ContractDifference contract, SchemaDifference schema, Confinement root, Confinement before)
{
    private readonly Dictionary<string, string> _reshaped = Reshaped(contract, static _ => true);
    private readonly Dictionary<string, string> _bodies = Reshaped(contract, static place => place.Path.StartsWith('$'));

    /// <summary>Endpoints that were created, modified or removed; those whose bodies only changed their shape too.</summary>
    public IEnumerable<ReportItem> Endpoints()
    {
        var named = contract.Endpoints.SelectMany(static c => new[] { c.Before?.ToString(), c.After?.ToString() }).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var change in contract.Endpoints.OrderBy(static c => c.Fate).ThenBy(static c => c.Service, StringComparer.Ordinal).ThenBy(static c => c.Endpoint.ToString(), StringComparer.Ordinal))
            yield return Endpoint(change);
        foreach (var (subject, shape) in _reshaped.Where(r => !named.Contains(r.Key)).OrderBy(static r => r.Key, StringComparer.Ordinal))
            yield return new ReportItem { Kind = "endpoint-modified", Level = "note", Subject = subject, Text = Shown.Short($"{subject}: {shape}", 400) };
        foreach (var option in contract.Changes.Where(static c => c.IsOption).GroupBy(static c => $"{c.Service}: {c.Message[..c.Message.LastIndexOf(';')]}", StringComparer.Ordinal))
            yield return new ReportItem { Kind = "endpoint-modified", Level = "note", Subject = option.First().Service, Text = Shown.Short(option.Key, 400), Endpoints = [.. option.SelectMany(static c => c.Endpoints).Distinct(StringComparer.Ordinal)] };
    }

    /// <summary>By endpoint, where its bodies look different, in words.</summary>
    private static Dictionary<string, string> Reshaped(ContractDifference contract, Func<Reshaping, bool> counts)
    {
        var places = contract.Changes.Where(static c => c.Path is not null).SelectMany(static c => c.Endpoints.DefaultIfEmpty(c.Subject).Select(e => new Reshaping(e, c.Direction, c.Path!))).Concat(contract.Reshaped);
        return places.Where(counts).GroupBy(static r => r.Subject, StringComparer.Ordinal).ToDictionary(static g => g.Key, Words, StringComparer.Ordinal);
    }

    private static string Words(IEnumerable<Reshaping> places)
    {
        const int Most = 4;
        var all = places.ToList();
        var sides = all.Select(static r => r.Direction).Distinct().Order().Select(static d => d switch { Direction.Request => "request", Direction.Response => "answer", _ => "message" }).Distinct();
        var paths = all.Select(static r => r.Path).Distinct().Order(StringComparer.Ordinal).ToList();
        return $"the shape of {(all[0].Subject.StartsWith("message ", StringComparison.Ordinal) ? "it" : "its " + string.Join(" and ", sides))} changed ({string.Join(", ", paths.Take(Most))}{(paths.Count > Most ? $" and {paths.Count - Most} more" : "")})";
    }

    /// <summary>What holds for the part on the schema as a whole.</summary>
    public IReadOnlyList<string> SchemaNotes => schema.HasSchema ? [] : ["The sources hold no database context, migration or SQL script: a schema that lives elsewhere is not seen."];

    /// <summary>What happened to tables.</summary>
    public IEnumerable<ReportItem> Schema() => schema.Changes.OrderByDescending(static c => c.Risk).Select(change => At(
        new ReportItem
        {
            Kind = change.Operation,
            Level = change.Risk switch { SchemaRisk.Destructive => "error", SchemaRisk.Safe => "note", _ => "warning" },
            RuleId = change.Code,
            Subject = string.Join('.', new[] { change.Table, change.Object }.OfType<string>()) is { Length: > 0 } name ? name : change.Context,
            Text = $"{change.Message}{(change.Risk == SchemaRisk.Safe ? "" : $" [{Risk(change.Risk)}]")}{(change.Migration is null ? "" : $" (migration {change.Migration}{(change.IsReversible == false ? ", not reversible" : "")})")}",
            Before = change.Before,
            After = change.After,
            Advice = change.Advice,
            Confidence = Word(change.Confidence),
        },
        change.Place, root));

    /// <summary>Who may call what.</summary>
    public IEnumerable<ReportItem> Access() => contract.Access.OrderByDescending(static c => c.IsLooser).ThenByDescending(static c => c.Writes).Select(change => At(
        new ReportItem
        {
            Kind = change.Shift switch
            {
                AccessShift.NewOpen => "access-new-open",
                AccessShift.Opened => "access-opened",
                AccessShift.Weakened => "access-weakened",
                AccessShift.Changed => "access-changed",
                AccessShift.Tightened => "access-tightened",
                _ => "access-closed",
            },
            Level = !change.IsLooser ? "note" : change.Shift == AccessShift.Opened || change.Writes ? "error" : "warning",
            Subject = change.Endpoint,
            Text = change.Before is null ? $"{change.Endpoint} is new and open to anybody" : $"{change.Endpoint}: {change.Before} before, {change.After} now",
            Before = change.Before,
            After = change.After,
            Endpoints = change.Endpoints.IsEmpty ? null : change.Endpoints,
        },
        change.Place, root));

    /// <summary>Where data newly leaves for what others control, or comes from there.</summary>
    public IEnumerable<ReportItem> Boundaries() => contract.Boundaries.Select(boundary => At(
        new ReportItem
        {
            Kind = "boundary-" + boundary.Kind.ToString().ToLowerInvariant(),
            Level = boundary.Kind is BoundaryKind.Host or BoundaryKind.Process or BoundaryKind.Upload ? "warning" : "note",
            Subject = boundary.What,
            Text = boundary.Kind switch
            {
                BoundaryKind.Host => $"{boundary.Within} calls the host {boundary.What}, which nothing called before",
                BoundaryKind.Deserializer => $"{boundary.Within} makes objects of data with {boundary.What}",
                BoundaryKind.Process => $"{boundary.Within} starts a process with {boundary.What}",
                BoundaryKind.File => $"{boundary.Within} uses files with {boundary.What}",
                BoundaryKind.Upload => $"{boundary.Within} takes files from callers ({boundary.What})",
                _ => $"{boundary.Within} runs SQL of its own with {boundary.What}",
            },
        },
        boundary.Place, root));

    /// <summary>What guarded the endpoints and is gone, and what is new.</summary>
    public IEnumerable<ReportItem> Safeguards() => contract.Safeguards.Where(static change => !change.Safeguard.IsSpeed).Select(Safeguard);

    /// <summary>What breaks callers.</summary>
    public IEnumerable<ReportItem> Breaking() => contract.Changes.Select(change => At(
        new ReportItem
        {
            Kind = "contract-change",
            Level = change.Level.ToString().ToLowerInvariant(),
            RuleId = change.Id,
            Subject = change.Path is null ? change.Subject : $"{change.Subject} {change.Path}",
            Text = Told(change),
            Before = change.Before,
            After = change.After,
            Advice = change.Mitigation.Length > 0 ? change.Mitigation : null,
            Fingerprint = change.Fingerprint,
            Accepted = change.Accepted,
            Endpoints = change.Endpoints.Any(e => e != change.Subject) ? [.. change.Endpoints] : null,
            Confidence = Word(change.Confidence),
        },
        change.Place ?? change.PlaceBefore, change.Place is null ? before : root));

    // Who reads one line has to see whom it is about; several have a list, and what is gone or moved names itself.
    private static string Told(ContractChange change)
    {
        var subject = change.Path is null or "$" ? change.Subject : $"{change.Subject} {change.Path}";
        var route = change.Subject[(change.Subject.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return change.Endpoints.Any(e => e != change.Subject) || change.Subject == change.Service || change.Message.Contains(route, StringComparison.Ordinal) ? change.Message : $"{subject}: {change.Message}";
    }

    /// <summary>Limits, caches and indexes.</summary>
    public IEnumerable<ReportItem> Performance()
    {
        foreach (var change in contract.Endpoints.Where(static c => c.Fate == Fate.Modified))
        {
            if (change.Before!.Cache != change.After!.Cache)
                yield return Switched(change, "cache", change.Before.Cache, change.After.Cache);
            if (change.Before.RateLimit != change.After.RateLimit)
                yield return Switched(change, "rate limit", change.Before.RateLimit, change.After.RateLimit);
        }

        foreach (var change in contract.Endpoints.Where(static c => c.Fate == Fate.Modified && ParameterChanges.LosesPaging(c.Before!, c.After!)))
        {
            yield return At(
                new ReportItem { Kind = "paging-lost", Level = "warning", Subject = change.After!.ToString(), Text = $"{change.After} takes no page and no size any more: it may answer with all rows", Advice = "Keep the page, or a limit that the server sets." },
                change.After.Place, root);
        }

        foreach (var change in contract.Safeguards.Where(static change => change.Safeguard.IsSpeed))
            yield return Safeguard(change);

        // An index that goes with its column served queries that go as well.
        var gone = schema.Changes.Where(static c => c.Operation is "drop-column" or "drop-table").Select(static c => (c.Table, c.Object)).ToList();
        foreach (var index in Schema().Where(i => i.Kind.Contains("index", StringComparison.Ordinal) && !gone.Exists(g => i.Subject?.StartsWith(g.Table + ".", StringComparison.Ordinal) == true && (g.Object is null || i.Subject.EndsWith("_" + g.Object, StringComparison.Ordinal)))))
        {
            var lost = index.Kind.StartsWith("drop", StringComparison.Ordinal);
            yield return lost ? index with { Kind = "index-lost", Level = "warning", Advice = "Look which queries used it." }
                : index with { Kind = "index-new", Level = "note", RuleId = null, Text = $"An index is new: {index.Subject}", Advice = null };
        }
    }

    /// <summary>What couldn't be read.</summary>
    public IEnumerable<ReportGap> Gaps()
    {
        foreach (var gap in contract.Unresolved)
            yield return Gap(gap, root, contract.UnresolvedBefore.Any(b => b.What == gap.What && b.Reason == gap.Reason), PartNames.Endpoints, PartNames.Security, PartNames.Breaking);
        foreach (var gap in contract.UnresolvedBefore.Where(b => !contract.Unresolved.Any(a => a.What == b.What && a.Reason == b.Reason)))
            yield return Gap(gap, before, false, PartNames.Endpoints, PartNames.Security, PartNames.Breaking) with { Reason = gap.Reason + " (in the base)" };
        foreach (var gap in schema.Unresolved)
            yield return Gap(gap, root, false, PartNames.Schema);
    }

    private ReportItem Endpoint(EndpointChange change) => At(
        new ReportItem
        {
            Kind = change.Fate switch { Fate.Added => "endpoint-added", Fate.Modified => "endpoint-modified", _ => "endpoint-removed" },
            Level = change.Fate == Fate.Removed ? "warning" : "note",
            Subject = change.Endpoint.ToString(),
            Text = change.Fate switch
            {
                Fate.Added => $"{change.Endpoint} is new: {Described(change.Endpoint)}",
                Fate.Modified => $"{change.After}: {string.Join("; ", _bodies.GetValueOrDefault(change.Before!.ToString()) is { } shape ? change.Details.Add(shape) : change.Details)}",
                _ => $"{change.Endpoint} is gone",
            },
            Before = change.Fate == Fate.Added ? null : change.Before?.ToString(),
            After = change.Fate == Fate.Removed ? null : change.After?.ToString(),
            Confidence = Word(change.Endpoint.Confidence),
        },
        change.Endpoint.Place, change.After is null ? before : root);

    private static string Described(ApiEndpoint endpoint)
    {
        var words = new List<string> { endpoint.Access.ToString() };
        if (endpoint.Parameters.Length > 0)
            words.Add("takes " + string.Join(", ", endpoint.Parameters.Select(static p => $"{p.Name} ({p.In.ToString().ToLowerInvariant()})")));
        if (endpoint.Body is { } body)
            words.Add("body " + body.Type);
        if (endpoint.Responses.Length > 0)
            words.Add("answers " + string.Join(", ", endpoint.Responses.Select(static r => r.Status.ToString(CultureInfo.InvariantCulture) + (r.Type is null ? "" : " " + r.Type))));
        if (endpoint.RateLimit is { } limit)
            words.Add("rate limit " + limit);
        return string.Join("; ", words);
    }

    private ReportItem Safeguard(SafeguardChange change) => At(
        new ReportItem
        {
            Kind = change.IsLost ? "setting-removed" : "setting-added",
            Level = change.IsLost ? "warning" : "note",
            Subject = $"{change.Safeguard.Project} {change.Safeguard.Name}",
            Text = change.IsLost ? $"'{change.Safeguard.Name}' isn't called any more" : $"'{change.Safeguard.Name}' is called now",
        },
        change.Safeguard.Place, change.IsLost ? before : root);

    private ReportItem Switched(EndpointChange change, string what, string? old, string? now) => At(
        new ReportItem
        {
            Kind = now is null or "(none)" ? what.Replace(' ', '-') + "-lost" : what.Replace(' ', '-') + "-changed",
            Level = now is null or "(none)" ? "warning" : "note",
            Subject = change.After!.ToString(),
            Text = $"{change.After}: {what} {old ?? "none"} before, {now ?? "none"} now",
            Before = old,
            After = now,
        },
        change.After.Place, root);

    private static ReportGap Gap(Unresolved gap, Confinement from, bool isOld, params string[] parts) =>
        new(Shown.Short(gap.What, 200), Shown.Short(gap.Reason, 200), Shown.Short(gap.Remedy, 200), gap.Place is { } place ? File(place, from) : null, gap.Place?.Line) { Parts = parts, IsOld = isOld };

    private static ReportItem At(ReportItem item, ApiPlace? place, Confinement from) => item with
    {
        Text = Shown.Short(item.Text, 400),
        File = place is null ? null : File(place, from),
        Line = place?.Line,
    };

    private static string File(ApiPlace place, Confinement from) => Path.IsPathRooted(place.File) ? from.Show(place.File) : place.File.Replace('\\', '/');

    private static string Word(Confidence confidence) => confidence.ToString().ToLowerInvariant();

    private static string Risk(SchemaRisk risk) => risk == SchemaRisk.DataDependent ? "data-dependent" : risk.ToString().ToLowerInvariant();
}
