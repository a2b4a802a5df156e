using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>BR7006: what an endpoint says that it answers and what it answers are two things.</summary>
public sealed class UndeclaredAnswer : Check
{
    internal static readonly Rule Declared = new(
        "BR7006",
        nameof(UndeclaredAnswer),
        "An endpoint answers what it declares",
        "'{0}' answers {1}, which its declared answers leave out; declare it",
        Level.Info)
    {
        Profile = ["AD3", "AD6"],
        AtEnd = true,
    };

    private static readonly DiagnosticDescriptor s_unused = Declared.Saying("'{0}' declares {1} and answers {2} instead; declare what it answers");
    private static readonly DiagnosticDescriptor s_silent = Declared.Saying("'{0}' declares no answers, as {1} of the {2} other endpoints do; return 'TypedResults', or add 'Produces'");

    /// <summary>The property that names the status to declare.</summary>
    internal const string Status = "status";

    private const string Mvc = "Microsoft.AspNetCore.Mvc.";
    private const int Fewest = 4;

    public UndeclaredAnswer()
        : base(Declared)
    {
    }

    public override void Start(Watch watch)
    {
        var inventory = EndpointInventory.Of(watch);
        var answered = new ConcurrentDictionary<IMethodSymbol, (int Status, Location Place)[]>(SymbolEqualityComparer.Default);
        Handlers.Watch(watch, handler =>
        {
            // Pages, functions and endpoint classes declare their answers in other ways, or not at all.
            if (DeclaredHandlers.Of(handler.Method) is not null)
                return;
            var answers = Answers.Returned(handler.Body).ToArray();
            if (EntryPoints.IsAction(handler.Method))
                Action(handler, answers);
            else
                answered.TryAdd(handler.Method, answers.Select(static answer => (Status: AnswerStatus.Of(answer) ?? 0, Place: AnswerStatus.Place(answer))).Where(static one => one.Status > 0).ToArray());
        });
        watch.End(context => Mapped(context, inventory.Read(context.Compilation, context.CancellationToken), answered));
    }

    private static void Action(Handler handler, IOperation[] answers)
    {
        var declared = Statuses(handler.Method);
        if (declared.Length == 0 || IsConventional(handler.Method))
            return;
        var all = declared.Concat(Statuses(handler.Method.ContainingType)).ToArray();
        // Filters and middleware answer errors too; success is the action's own.
        var statuses = answers.Select(AnswerStatus.Of).ToArray();
        var successes = statuses.OfType<int>().Where(IsSuccess).Distinct().ToArray();
        var unused = successes.Length == 0 || statuses.Any(static one => one is null) ? [] : declared.Where(status => IsSuccess(status) && Array.IndexOf(successes, status) < 0).ToArray();
        if (unused.Length > 0 && handler.Method.Locations.FirstOrDefault() is { } place)
            handler.Report(Diagnostic.Create(s_unused, place, handler.Name, unused[0], successes[0]));
        var seen = new HashSet<int>();
        foreach (var answer in answers)
        {
            if (AnswerStatus.Of(answer) is { } status && Array.IndexOf(all, status) < 0 && seen.Add(status) && !(unused.Length > 0 && IsSuccess(status)))
                handler.Report(Declared.At(AnswerStatus.Place(answer), ImmutableDictionary<string, string?>.Empty.Add(Status, AnswerStatus.Name(status)), handler.Name, status));
        }
    }

    private static bool IsSuccess(int status) => status is >= 200 and < 300;

    /// <summary>Endpoints that are mapped say it with calls, which stand elsewhere.</summary>
    private static void Mapped(CompilationAnalysisContext context, ImmutableArray<EndpointSite> sites, ConcurrentDictionary<IMethodSymbol, (int Status, Location Place)[]> answered)
    {
        var minimal = sites.Where(static site => site.Endpoint is { Style: EndpointStyle.Minimal, IsHidden: false } && site.Handler is not null && !site.HasUnknownGroup).ToArray();
        var declaring = minimal.Count(static site => !site.Endpoint.Responses.IsEmpty);
        foreach (var site in minimal)
        {
            if (!answered.TryGetValue(site.Handler!, out var answers) || answers.Length == 0)
                continue;
            if (site.Said.Any(static said => said.Name.StartsWith("Produces", StringComparison.Ordinal)))
            {
                var declared = site.Endpoint.Responses.Select(static response => response.Status).ToArray();
                foreach (var (status, place) in answers.GroupBy(static one => one.Status).Select(static group => group.First()))
                {
                    if (Array.IndexOf(declared, status) < 0)
                        context.ReportDiagnostic(Declared.At(place, site.Endpoint.ToString(), status));
                }
            }
            else if (site.Endpoint.Responses.IsEmpty && minimal.Length > Fewest && declaring * 4 >= (minimal.Length - 1) * 3)
            {
                context.ReportDiagnostic(Diagnostic.Create(s_silent, site.Location, site.Endpoint.ToString(), declaring, minimal.Length - 1));
            }
        }
    }

    private static bool IsConventional(IMethodSymbol action) =>
        action.HasAttribute(Mvc + "ApiConventionMethodAttribute") || action.ContainingType.HasAttribute(Mvc + "ApiConventionTypeAttribute") || action.ContainingAssembly.HasAttribute(Mvc + "ApiConventionTypeAttribute")
        || action.HasAttribute(Mvc + "ProducesDefaultResponseTypeAttribute") || action.ContainingType.HasAttribute(Mvc + "ProducesDefaultResponseTypeAttribute")
        || action.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name is "SwaggerResponseAttribute");

    private static int[] Statuses(ISymbol symbol) => EndpointResponses.Attributes(symbol).Select(static answer => answer.Status).ToArray();
}
