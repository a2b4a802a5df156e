using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR7011: callers write their own queries, and nothing limits what one of them costs.</summary>
public sealed class UnlimitedGraph : Check
{
    internal static readonly Rule Declared = new(
        "BR7011",
        nameof(UnlimitedGraph),
        "Queries that callers write have limits",
        "'{0}' lets callers query '{1}' without a page size; add '{2}'",
        Level.Warning)
    {
        Profile = ["AD4", "CR4"],
        Cwe = [770],
        Owasp = ["API4"],
        Asvs = ["4.3.1", "4.3.2"],
        AtEnd = true,
    };

    private static readonly DiagnosticDescriptor s_perParent = Declared.Saying("'{0}' queries the database once for each '{1}' of the answer; load them for all parents with a 'DataLoader'");
    private static readonly DiagnosticDescriptor s_costs = Declared.Saying("'{0}' lets one query cost what it likes: nested lists multiply; leave the limits on, and raise them where a query needs it");
    private static readonly DiagnosticDescriptor s_introspection = Declared.Saying("'{0}' shows the whole schema to everybody in production; allow it in development only");

    /// <summary>The property that tells the fix what to add.</summary>
    internal const string Missing = "missing";

    private const string EnableQuery = "Microsoft.AspNetCore.OData.Query.EnableQueryAttribute";

    private static readonly string[] s_pages = ["UsePagingAttribute", "UseOffsetPagingAttribute", "UseConnectionAttribute", "UseSingleOrDefaultAttribute", "UseFirstOrDefaultAttribute"];
    private static readonly Members s_introspects = new(
        "Microsoft.Extensions.DependencyInjection.RequestExecutorBuilderExtensions.{AllowIntrospection,DisableIntrospection}", "HotChocolate.Execution.Configuration.RequestExecutorBuilderExtensions.{AllowIntrospection,DisableIntrospection}");

    public UnlimitedGraph()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has(EnableQuery) || known.Has("HotChocolate.Execution.Configuration.IRequestExecutorBuilder");

    public override void Start(Watch watch)
    {
        if (watch.Known.Has(EnableQuery))
            OData(watch);
        if (!watch.Known.Has("HotChocolate.Execution.Configuration.IRequestExecutorBuilder"))
            return;
        watch.Symbol(SymbolKind.Method, Lists);
        watch.Body(PerParent);
        watch.Call(s_introspects, static (context, call) =>
        {
            var given = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Type.SpecialType == SpecialType.System_Boolean)?.Value;
            if (given?.ConstantValue is { HasValue: true, Value: bool value } && value == (call.TargetMethod.Name == "AllowIntrospection") && !EnvironmentGate.Covers(call))
                context.ReportDiagnostic(Diagnostic.Create(s_introspection, CallPlace.Of(call), call.TargetMethod.Name));
        });
        watch.Operation(OperationKind.SimpleAssignment, static context =>
        {
            var assignment = (ISimpleAssignmentOperation)context.Operation;
            if (assignment.Target is IPropertyReferenceOperation { Property: { Name: "EnforceCostLimits", ContainingType.Name: "CostOptions" } property } && assignment.Value.ConstantValue is { HasValue: true, Value: false } && !EnvironmentGate.Covers(assignment))
                context.ReportDiagnostic(Diagnostic.Create(s_costs, assignment.Syntax.GetLocation(), property.Name));
        });
    }

    private static void OData(Watch watch)
    {
        var found = new ConcurrentBag<(IMethodSymbol Action, Location Place)>();
        var isGlobal = 0;
        watch.Symbol(SymbolKind.Method, context =>
        {
            if (context.Symbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } action || !EntryPoints.IsController(action.ContainingType) || !ReturnsMany(action.ReturnType))
                return;
            var attribute = action.Attribute(EnableQuery) ?? action.ContainingType.Attribute(EnableQuery);
            // An attribute of one's own sets its limits itself.
            if (attribute is null || !attribute.AttributeClass.Is(EnableQuery) || attribute.NamedArguments.Any(static named => named.Key == "PageSize"))
                return;
            if (attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is { } written && written.SyntaxTree == action.Locations[0].SourceTree)
                found.Add((action, written.GetLocation()));
        });
        watch.Operation(OperationKind.ObjectCreation, context =>
        {
            // An attribute is an object creation too.
            if (context.Operation is IObjectCreationOperation { Initializer: { } initializer, Parent: not IAttributeOperation } made && made.Type.IsOrInherits(EnableQuery) && initializer.Initializers.Any(static one => one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "PageSize" } }))
                Interlocked.Exchange(ref isGlobal, 1);
        });
        watch.End(context =>
        {
            if (Volatile.Read(ref isGlobal) != 0)
                return;
            foreach (var (action, place) in found.GroupBy(static one => one.Place).Select(static group => group.First()))
                context.ReportDiagnostic(Declared.At(place, ImmutableDictionary<string, string?>.Empty.Add(Missing, "PageSize"), "EnableQuery", action.Name, "PageSize"));
        });
    }

    private static bool ReturnsMany(ITypeSymbol returned)
    {
        var type = EndpointResponses.Awaited(returned);
        if (type is INamedTypeSymbol { TypeArguments: [var inner] } result && result.Is("Microsoft.AspNetCore.Mvc.ActionResult`1"))
            type = inner;
        return type.Is("System.Linq.IQueryable`1") || Entities.IsCollection(type);
    }

    private static void Lists(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.MethodKind != MethodKind.Ordinary || method.IsImplicitlyDeclared || EndpointResponses.Awaited(method.ReturnType) is not INamedTypeSymbol { TypeArguments: [var row] } returned || !(returned.Is("System.Linq.IQueryable`1") || Entities.IsCollection(returned))
            || !Entities.Of(context.Compilation, context.CancellationToken).Contains(row) || Paging.IsLookup(row) || !GraphRoots.Of(context.Compilation, context.CancellationToken).Resolves(method))
            return;
        // A child list of one parent is bounded by it; a method for many keys is bounded by them.
        if (method.GetAttributes().Concat(method.ContainingType.GetAttributes()).Any(static attribute => Array.IndexOf(s_pages, attribute.AttributeClass?.Name) >= 0) || method.Parameters.Any(static parameter => IsParent(parameter) || Entities.IsCollection(parameter.Type)) || Paging.IsAsked(method) || Takes(method, context.CancellationToken))
            return;
        context.ReportDiagnostic(Declared.At(method.Locations[0], ImmutableDictionary<string, string?>.Empty.Add(Missing, "UsePaging"), method.Name, row.Name, "[UsePaging]"));
    }

    /// <summary>The body takes so many and no more.</summary>
    private static bool Takes(IMethodSymbol method, CancellationToken cancellation) => method.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax(cancellation).DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(static access => access.Name.Identifier.ValueText is "Take" or "Limit"));

    private static void PerParent(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is not IMethodSymbol method || method.Parameters.FirstOrDefault(IsParent) is not { } parent || method.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "DataLoaderAttribute"))
            return;
        foreach (var block in context.OperationBlocks)
        {
            foreach (var inner in block.Descendants())
            {
                if (inner is not IInvocationOperation call || DataCall.Of(call) is not { Effect: DataEffect.Query, Store: not DataStore.Redis })
                    continue;
                context.ReportDiagnostic(Diagnostic.Create(s_perParent, CallPlace.Of(call), method.Name, parent.Type.Name));
                return;
            }
        }
    }

    private static bool IsParent(IParameterSymbol parameter) => parameter.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "ParentAttribute", ContainingNamespace.Name: "HotChocolate" });
}
