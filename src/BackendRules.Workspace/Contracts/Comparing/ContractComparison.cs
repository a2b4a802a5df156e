using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>Compares two contracts, service by service.</summary>
internal sealed class ContractComparison(ApiContract before, ApiContract after)
{
    private readonly List<EndpointChange> _endpoints = [];
    private readonly List<AccessChange> _access = [];
    private readonly ChangeLog _log = new();

    public ContractDifference Run()
    {
        foreach (var (old, young) in Services())
        {
            var name = (young ?? old)!.Name;
            var pairs = EndpointPairs.Of(old?.Endpoints ?? [], young?.Endpoints ?? []);
            foreach (var endpoint in pairs.Added)
            {
                _endpoints.Add(new EndpointChange(Fate.Added, name, null, endpoint, []));
                Note(AccessMatrix.New(name, endpoint));
            }

            foreach (var endpoint in pairs.Removed)
                _endpoints.Add(new EndpointChange(Fate.Removed, name, endpoint, null, []));
            new RouteChanges(_log, name, pairs, old?.Endpoints ?? [], young?.Endpoints ?? []).Report();
            foreach (var (one, other) in pairs.Kept.Concat(pairs.Moved))
            {
                var details = EndpointDetails.Of(one, other);
                if (details.Count > 0)
                    _endpoints.Add(new EndpointChange(Fate.Modified, name, one, other, [.. details]));
                Note(AccessMatrix.Changed(name, one, other));
                new EndpointContract(Subject.Of(_log, name, one, other), (old!, one), (young!, other), Shift(old!, young!, one.Style)).Report(pairs.Moved.Contains((one, other)));
            }

            if (old is not null && young is not null)
            {
                Styles(old, young, pairs.Kept);
                MannerChanges.Report(_log, old, young);
                _access.AddRange(PolicyChanges.Report(_log, old, young, pairs.Kept));
            }

            // An application that is gone, or answers nothing any more, takes its methods and consumers along.
            if (old is not null)
                Others(name, old, young ?? new ApiService(name));
        }

        foreach (var library in before.Libraries)
        {
            if (after.Libraries.FirstOrDefault(one => one.Name == library.Name) is { } same)
                new LibraryComparison(_log, library, same).Report();
        }

        return new ContractDifference
        {
            Endpoints = [.. _endpoints.OrderBy(static change => change.Service, StringComparer.Ordinal).ThenBy(static change => change.Fate).ThenBy(static change => change.Endpoint.Route, StringComparer.Ordinal).ThenBy(static change => change.Endpoint.Verb, StringComparer.Ordinal)],
            Access = [.. _access.OrderByDescending(static change => change.IsLooser && change.Writes).ThenByDescending(static change => change.IsLooser).ThenBy(static change => change.Endpoint, StringComparer.Ordinal)],
            Changes = _log.Sorted(),
            Reshaped = _log.Reshaped,
            Boundaries = BoundaryComparison.New(before.Boundaries, after.Boundaries),
            Safeguards = [.. SafeguardReader.Compare(before, after)],
            Unresolved = after.Unresolved,
            UnresolvedBefore = before.Unresolved,
        };
    }

    private void Others(string name, ApiService old, ApiService young)
    {
        new OperationChanges(_log, old, young).Report();
        if (old.Grpc is not null)
            new ProtoComparison(_log, name, old.Grpc, young.Grpc ?? new ProtoModel()).Report();
        if (old.Graph is not null)
            new GraphComparison(_log, name, old.Graph, young.Graph ?? new GraphModel([])).Report();
    }

    private static StyleShift Shift(ApiService old, ApiService young, EndpointStyle style) =>
        style == EndpointStyle.Action ? new StyleShift(old.Wire.Controllers, young.Wire.Controllers) : new StyleShift(old.Wire.Minimal, young.Wire.Minimal);

    private void Styles(ApiService old, ApiService young, List<(ApiEndpoint Before, ApiEndpoint After)> kept)
    {
        foreach (var group in kept.Where(static pair => pair.After.Style is EndpointStyle.Action or EndpointStyle.Minimal).GroupBy(static pair => pair.After.Style))
            Shift(old, young, group.Key).Report(_log, young.Name, [.. group.Select(static pair => pair.After)], group.Key + " ");
    }

    private void Note(AccessChange? change)
    {
        if (change is not null)
            _access.Add(change);
    }

    /// <summary>Services by name; when one of each is left over, it was renamed.</summary>
    private List<(ApiService? Before, ApiService? After)> Services()
    {
        var all = new List<(ApiService?, ApiService?)>();
        var old = before.Services.ToList();
        foreach (var young in after.Services)
        {
            var same = old.Find(one => one.Name == young.Name);
            if (same is not null)
                old.Remove(same);
            all.Add((same, young));
        }

        var fresh = all.FindIndex(static pair => pair.Item1 is null);
        if (old.Count == 1 && fresh >= 0 && all.Count(static pair => pair.Item1 is null) == 1)
        {
            all[fresh] = (old[0], all[fresh].Item2);
            old.Clear();
        }

        all.AddRange(old.Select(static one => ((ApiService?)one, (ApiService?)null)));
        return all;
    }
}
