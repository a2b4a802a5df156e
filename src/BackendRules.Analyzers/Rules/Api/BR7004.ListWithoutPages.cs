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
        var pending = new ConcurrentBag<(IMethodSymbol Method, Diagnostic Finding)>();
        var readers = new ConcurrentDictionary<IMethodSymbol, (ITypeSymbol Entity, bool IsFiltered)>(SymbolEqualityComparer.Default);
        var calls = new ConcurrentBag<(IMethodSymbol Handler, IMethodSymbol Reader, Location Place)>();
        watch.Call(EntryPoints.MapMethods, (context, map) =>
        {
            if (map.TargetMethod.Name != "MapGet" || map.Arguments.Length == 0)
                return;
            foreach (var argument in map.Arguments)
            {
                if (argument.Value.DescendantsAndSelf().FirstOrDefault(static o => o is IAnonymousFunctionOperation) is IAnonymousFunctionOperation lambda)
                    See(lambda.Symbol, lambda.Body, map.Arguments.Select(static a => a.Value.ConstantValue.Value as string).FirstOrDefault(static t => t is not null) ?? "MapGet", context.ReportDiagnostic, calls);
            }
        });
        watch.Body(context =>
        {
            if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary, ReturnsVoid: false } method || Answers.Body(context.OperationBlocks) is not { } body)
                return;
            var endpoints = ControllerEndpoints.Of(context.Compilation, context.CancellationToken).Of(method);
            if (endpoints.Any(static site => site.Endpoint.Verb == "GET"))
                See(method, body, method.Name, context.ReportDiagnostic, calls);
            else if (MappedHandlers.Of(context.Compilation, context.CancellationToken).Contains(method))
                See(method, body, method.Name, finding => pending.Add((method, finding)), calls);
            else if (endpoints.Count == 0 && Entities.IsCollection(EndpointResponses.Awaited(method.ReturnType)) && Reads(method, body) is { } reads)
                readers.TryAdd(method.OriginalDefinition, (reads.Entity, reads.IsFiltered));
        });
        watch.End(context =>
        {
            var gets = new HashSet<IMethodSymbol>(inventory.Read(context.Compilation, context.CancellationToken)
                .Where(static site => site.Endpoint.Verb == "GET" && site.Handler is not null).Select(static site => site.Handler!.OriginalDefinition), SymbolEqualityComparer.Default);
            foreach (var (method, finding) in pending)
            {
                if (gets.Contains(method.OriginalDefinition))
                    context.ReportDiagnostic(finding);
            }

            var source = SourceTypes.Of(context.Compilation, context.CancellationToken);
            foreach (var (handler, reader, place) in calls)
            {
                if ((handler.MethodKind == MethodKind.AnonymousFunction || gets.Contains(handler.OriginalDefinition)) && Reader(reader, readers, source) is { } read && !read.IsFiltered)
                    context.ReportDiagnostic(Diagnostic.Create(s_through, place, Name(handler), read.Entity.Name, reader.ContainingType.Name + "." + reader.Name));
            }
        });
    }

    private static string Name(IMethodSymbol handler) => handler.MethodKind == MethodKind.AnonymousFunction ? "MapGet" : handler.Name;

    private static (ITypeSymbol Entity, bool IsFiltered)? Reader(
        IMethodSymbol called, ConcurrentDictionary<IMethodSymbol, (ITypeSymbol Entity, bool IsFiltered)> readers, SourceTypes source)
    {
        if (readers.TryGetValue(called.OriginalDefinition, out var own))
            return own;
        if (called.ContainingType.TypeKind != TypeKind.Interface)
            return null;
        (ITypeSymbol, bool)? only = null;
        foreach (var type in source.Implementing(called.ContainingType))
        {
            var contract = type.AllInterfaces.FirstOrDefault(i => SymbolEqualityComparer.Default.Equals(i.OriginalDefinition, called.ContainingType.OriginalDefinition));
            var declared = contract?.GetMembers(called.Name).OfType<IMethodSymbol>().FirstOrDefault(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, called.OriginalDefinition));
            if (declared is null || type.FindImplementationForInterfaceMember(declared) is not IMethodSymbol implementation || !readers.TryGetValue(implementation.OriginalDefinition, out var read))
                return null;
            only = read;
        }

        return only;
    }

    /// <summary>A method that reads a whole table for its caller, with nothing that narrows it.</summary>
    private static WholeTable? Reads(IMethodSymbol method, IOperation body)
    {
        if (Paging.IsAsked(method) || method.Parameters.Any(static p => p.Type.TypeKind == TypeKind.Delegate || p.Type.Name is "Expression" or "ISpecification"))
            return null;
        foreach (var answer in Answers.Returned(body))
        {
            if (WholeTable.Behind(answer) is { } whole && !Paging.IsLookup(whole.Entity) && whole.Entity is not ITypeParameterSymbol)
                return whole;
        }

        return null;
    }

    private static void See(
        IMethodSymbol handler, IOperation body, string name, Action<Diagnostic> report, ConcurrentBag<(IMethodSymbol Handler, IMethodSymbol Reader, Location Place)> calls)
    {
        if (Paging.IsExport(name) || Paging.IsExport(handler.Name))
            return;
        if (Paging.IsAsked(handler))
        {
            UnclampedTake.Report(handler, body, name, (place, parameter) => report(Diagnostic.Create(s_unclamped, place, parameter, name)));
            return;
        }

        foreach (var answer in Answers.Returned(body))
        {
            if (Answers.Payload(answer) is not { } payload)
                continue;
            if (WholeTable.Behind(payload) is { } whole)
            {
                if (!Paging.IsLookup(whole.Entity))
                    report(Diagnostic.Create(whole.IsFiltered ? s_owned : Declared.Descriptor, CallPlace.Of(whole.End), Facts(whole), name, whole.Entity.Name));
            }
            else if (Called(payload) is { } call)
            {
                var reader = call.SemanticModel is { } model ? CallReach.Handler(call, model.Compilation) : null;
                calls.Add((handler, reader ?? call.TargetMethod, CallPlace.Of(call)));
            }
        }
    }

    /// <summary>A call of the compilation's own code, through mappings.</summary>
    private static IInvocationOperation? Called(IOperation value)
    {
        for (var depth = 0; depth < 16; depth++)
        {
            value = Answers.Plain(value);
            if (value is not IInvocationOperation call)
                return null;
            if (call.TargetMethod.Name == "Send" && call.TargetMethod.ContainingNamespace?.Name is "MediatR" or "Mediator")
                return call;
            if (call.TargetMethod.OriginalDefinition.DeclaringSyntaxReferences.Length > 0)
                return call.Instance is null || call.TargetMethod.Parameters.All(static p => !Entities.IsCollection(p.Type)) ? call : null;
            if (call.TargetMethod.Name is not ("Select" or "ToList" or "ToArray" or "OrderBy" or "OrderByDescending" or "Map" or "Adapt" or "ToListAsync" or "AsEnumerable") || EfQuery.Source(call) is not { } source)
                return null;
            value = call.TargetMethod.Name == "Map" && call.Arguments.Length > 0 ? call.Arguments[0].Value : source;
        }

        return null;
    }

    private static ImmutableDictionary<string, string?> Facts(WholeTable whole)
    {
        if (whole.Chain is not { } chain)
            return ImmutableDictionary<string, string?>.Empty;
        var facts = ImmutableDictionary<string, string?>.Empty.Add(Direct, "");
        if (chain.Has("OrderBy") || chain.Has("OrderByDescending"))
            return facts;
        for (var current = whole.Entity; current is not null; current = current.BaseType)
        {
            foreach (var name in new[] { "Id", whole.Entity.Name + "Id" })
            {
                if (current.GetMembers(name).Any(static m => m is IPropertySymbol { DeclaredAccessibility: Accessibility.Public }))
                    return facts.Add(Key, name);
            }
        }

        return ImmutableDictionary<string, string?>.Empty;
    }
}
