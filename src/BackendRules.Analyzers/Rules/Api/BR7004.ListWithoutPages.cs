using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR7004: a GET handler that answers with every row of a table.</summary>
public sealed class ListWithoutPages : Check
{
    internal static readonly Rule Declared = new(
        "BR7004",
        nameof(ListWithoutPages),
        "A list is answered in pages",
        "'{0}' answers with every '{1}' there is; take a page at a time",
        Level.Warning)
    {
        Profile = ["AD4", "CR4"],
        Cwe = [770, 1049],
        Owasp = ["API4"],
        AtEnd = true,
    };

    /// <summary>The property that names the key to order by before a page is taken.</summary>
    internal const string Key = "key";

    /// <summary>The property that says that the fix can page this chain.</summary>
    internal const string Direct = "direct";

    private static readonly DiagnosticDescriptor s_owned =
        Declared.Saying("'{0}' answers with every '{1}' that matches; take a page at a time if there can be many", Level.Info);

    private static readonly DiagnosticDescriptor s_through = Declared.Saying("'{0}' answers with every '{1}' there is, read by '{2}'; take a page at a time");

    private static readonly DiagnosticDescriptor s_unclamped = Declared.Saying("The caller decides through '{0}' how many rows '{1}' answers with; clamp it");

    public ListWithoutPages()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) =>
        known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder") || known.Has("Microsoft.AspNetCore.Mvc.ControllerBase");

    public override void Start(Watch watch)
    {
        var inventory = EndpointInventory.Of(watch);
        var pending = new ConcurrentBag<(IMethodSymbol? Method, Diagnostic Finding, IReadOnlyList<IMethodSymbol> Through)>();
        var reads = new TableReaders();
        var calls = new ConcurrentBag<(IMethodSymbol Handler, TableCall Call)>();
        watch.Call(EntryPoints.MapMethods, (context, map) =>
        {
            if (map.TargetMethod.Name != "MapGet" || map.Arguments.Length == 0)
                return;
            foreach (var argument in map.Arguments)
            {
                if (argument.Value.DescendantsAndSelf().FirstOrDefault(static o => o is IAnonymousFunctionOperation) is IAnonymousFunctionOperation lambda)
                    See(lambda.Symbol, lambda.Body, map.Arguments.Select(static a => a.Value.ConstantValue.Value as string).FirstOrDefault(static t => t is not null) ?? "MapGet", Now(context.ReportDiagnostic), calls);
            }
        });
        watch.Body(context =>
        {
            var mapped = MappedHandlers.Of(context.Compilation, context.CancellationToken);
            foreach (var function in mapped.Functions(context.OwningSymbol))
            {
                if (mapped.MapOf(function) == "MapGet" && Handlers.Body(context.OperationBlocks, function) is { } code)
                    See(function, code, function.Name, Now(context.ReportDiagnostic), calls);
            }

            if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation, ReturnsVoid: false } method || Answers.Body(context.OperationBlocks) is not { } body)
                return;
            var endpoints = ControllerEndpoints.Of(context.Compilation, context.CancellationToken).Of(method);
            if (endpoints.Any(static site => site.Endpoint.Verb == "GET"))
                See(method, body, method.Name, Now(context.ReportDiagnostic), calls);
            else if (mapped.Contains(method))
                See(method, body, method.Name, (finding, through) => pending.Add((method, finding, through)), calls);
            else if (endpoints.Count == 0 && Entities.IsCollection(EndpointResponses.Awaited(method.ReturnType)))
                reads.See(method, body);
        });
        watch.End(context =>
        {
            var gets = new HashSet<IMethodSymbol>(inventory.Read(context.Compilation, context.CancellationToken)
                .Where(static site => site.Endpoint.Verb == "GET" && site.Handler is not null).Select(static site => site.Handler!.OriginalDefinition), SymbolEqualityComparer.Default);
            foreach (var (method, finding, through) in pending)
            {
                if ((method is null || gets.Contains(method.OriginalDefinition)) && through.All(reads.KeepsAll))
                    context.ReportDiagnostic(finding);
            }

            var source = SourceTypes.Of(context.Compilation, context.CancellationToken);
            foreach (var (handler, call) in calls)
            {
                if ((handler.MethodKind == MethodKind.AnonymousFunction || gets.Contains(handler.OriginalDefinition)) && call.Through.All(reads.KeepsAll) && reads.Read(call.Reader, source) is { } entity)
                    context.ReportDiagnostic(Diagnostic.Create(s_through, CallPlace.Of(call.Call), Name(handler), entity.Name, call.Reader.ContainingType.Name + "." + call.Reader.Name));
            }
        });

        // A query that goes through other methods is judged when these have been seen.
        Action<Diagnostic, IReadOnlyList<IMethodSymbol>> Now(Action<Diagnostic> report) => (finding, through) =>
        {
            if (through.Count == 0)
                report(finding);
            else
                pending.Add((null, finding, through));
        };
    }

    private static string Name(IMethodSymbol handler) => handler.MethodKind == MethodKind.AnonymousFunction ? "MapGet" : handler.Name;

    private static void See(
        IMethodSymbol handler, IOperation body, string name, Action<Diagnostic, IReadOnlyList<IMethodSymbol>> report, ConcurrentBag<(IMethodSymbol Handler, TableCall Call)> calls)
    {
        if (Paging.IsExport(name) || Paging.IsExport(handler.Name))
            return;
        if (Paging.IsAsked(handler))
        {
            UnclampedTake.Report(handler, body, name, (place, parameter) => report(Diagnostic.Create(s_unclamped, place, parameter, name), []));
            return;
        }

        foreach (var answer in Answers.Returned(body))
        {
            if (((Answers.Written(answer) is { } written ? CopiedRows.Source(written) : null) ?? Answers.Payload(answer)) is not { } payload)
                continue;
            foreach (var rows in Paging.Parts(payload))
            {
                if (WholeTable.Behind(rows) is { } whole)
                {
                    if (!Paging.IsLookup(whole.Entity))
                        report(Diagnostic.Create(whole.IsFiltered ? s_owned : Declared.Descriptor, CallPlace.Of(whole.End), Facts(whole), name, whole.Entity.Name), whole.Through);
                }
                else if (TableCall.Of(rows) is { } call)
                {
                    calls.Add((handler, call));
                }
            }
        }
    }

    private static ImmutableDictionary<string, string?> Facts(WholeTable whole)
    {
        // Statements that gather a query stand before the end that is marked: a page has to be taken behind them.
        if (whole.Chain is not { } chain || chain.IsBuilt && chain.Has("Select"))
            return ImmutableDictionary<string, string?>.Empty;
        var facts = ImmutableDictionary<string, string?>.Empty.Add(Direct, "");
        if (chain.Has("OrderBy") || chain.Has("OrderByDescending"))
            return facts;
        if (EntityKey.Of(whole.Entity) is { DeclaredAccessibility: Accessibility.Public } key)
            return facts.Add(Key, key.Name);
        return ImmutableDictionary<string, string?>.Empty;
    }
}
