using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Reads what the services of a solution promise, and compares two promises.</summary>
public static class Contract
{
    /// <summary>The contract of a solution: from symbols and bodies, nothing is run.</summary>
    public static async Task<ApiContract> ReadAsync(Solution solution, CancellationToken cancellation = default) =>
        Read(await CodePart.OfAsync(solution, cancellation).ConfigureAwait(false), cancellation);

    /// <summary>The contract of some projects.</summary>
    public static ApiContract Read(IReadOnlyList<CodePart> parts, CancellationToken cancellation = default, ApiDescriptions? descriptions = null)
    {
        var facts = parts.ToDictionary(static part => part, part => PartFacts.Of(part, cancellation));
        // An application that refers to another one starts it; it doesn't answer for it. A library belongs to the applications that contain it; alone it is read only when none does.
        var applications = parts.Where(static part => part.IsApplication).ToList();
        var contained = applications.SelectMany(static part => part.Below).ToHashSet();
        var services = ImmutableArray.CreateBuilder<ApiService>();
        var unresolved = new List<Unresolved>();
        foreach (var part in applications.Concat(parts.Where(part => !part.IsApplication && !contained.Contains(part) && !parts.Any(other => other.Below.Contains(part)))))
        {
            cancellation.ThrowIfCancellationRequested();
            var service = new ServiceReader(part.Name, part.Below.Where(static below => !below.IsApplication).Prepend(part).Where(facts.ContainsKey).Select(p => facts[p]).ToList(), unresolved).Read(cancellation);
            if (!service.Endpoints.IsEmpty || !service.Operations.IsEmpty || service.Grpc is not null || service.Graph is not null)
                services.Add(service);
        }

        unresolved.AddRange(facts.Values.SelectMany(fact => fact.Unread.Found(cancellation)));
        unresolved.AddRange(DescriptionCheck.Of(services, parts, descriptions ?? ApiDescriptions.Own));
        return new ApiContract
        {
            Services = [.. services.OrderBy(static service => service.Name, StringComparer.Ordinal)],
            Libraries = [.. parts.Where(static part => part.IsPackage).Select(part => LibraryReader.Read(part, cancellation)).OrderBy(static library => library.Name, StringComparer.Ordinal)],
            Boundaries = [.. facts.Values.SelectMany(static fact => fact.Boundaries.Found).Concat(services.SelectMany(UploadEndpoints.Of)).OrderBy(static b => b.Project, StringComparer.Ordinal).ThenBy(static b => b.Place?.File, StringComparer.Ordinal).ThenBy(static b => b.Place?.Line).ThenBy(static b => b.What, StringComparer.Ordinal)],
            Safeguards = [.. SafeguardReader.Once(facts.Values.SelectMany(static fact => fact.Safeguards.Found))],
            Unresolved = [.. unresolved.Distinct().OrderBy(static one => one.Place?.File, StringComparer.Ordinal).ThenBy(static one => one.Place?.Line).ThenBy(static one => one.What, StringComparer.Ordinal)],
        };
    }

    /// <summary>What happened between two contracts.</summary>
    public static ContractDifference Compare(ApiContract before, ApiContract after) => new ContractComparison(before, after).Run();
}
