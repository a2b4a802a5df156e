using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>BR7001: an action of an API that answers every verb.</summary>
public sealed class ActionWithoutVerb : Check
{
    internal static readonly Rule Declared = new(
        "BR7001",
        nameof(ActionWithoutVerb),
        "Actions of an API name their HTTP verb",
        "'{0}' answers every HTTP verb; say which one it is for",
        Level.Warning)
    {
        Profile = ["AD3"],
        Cwe = [650],
    };

    private const string Mvc = "Microsoft.AspNetCore.Mvc.";

    public ActionWithoutVerb()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has(Mvc + "ControllerBase");

    public override void Start(Watch watch) => watch.Symbol(SymbolKind.Method, static context =>
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.MethodKind != MethodKind.Ordinary || method.ContainingType is not { TypeKind: TypeKind.Class } type || !(EntryPoints.IsAction(method) || IsInherited(method)) || SaysVerb(method))
            return;
        if (!type.HasAttribute(Mvc + "ApiControllerAttribute") && !((method.HasAttribute(Mvc + "RouteAttribute") || type.HasAttribute(Mvc + "RouteAttribute")) && !type.IsOrInherits(Mvc + "Controller")) || IsErrorHandler(method))
            return;
        var sites = ControllerEndpoints.Of(context.Compilation, context.CancellationToken).Of(method);
        if (sites.Count > 0 && sites.All(static site => site.Endpoint.Verb == "ANY"))
            context.ReportDiagnostic(Declared.At(method.Locations[0], method.Name));
    });

    /// <summary>An action of a base, which answers in the controllers that inherit it.</summary>
    private static bool IsInherited(IMethodSymbol method) => method.ContainingType.IsAbstract && method.HasAttribute(Mvc + "RouteAttribute") && method.ContainingType.IsOrInherits(Mvc + "ControllerBase");

    /// <summary>Attributes of one's own say verbs that can't be read here.</summary>
    private static bool SaysVerb(IMethodSymbol method) => method.GetAttributes().Any(static attribute => attribute.AttributeClass?.AllInterfaces.Any(static one => one.Is(Mvc + "Routing.IActionHttpMethodProvider")) == true);

    /// <summary>What exceptions and status codes are sent to must answer whatever the request was.</summary>
    private static bool IsErrorHandler(IMethodSymbol method) =>
        method.HasAttribute(Mvc + "ApiExplorerSettingsAttribute") || method.ContainingType.HasAttribute(Mvc + "ApiExplorerSettingsAttribute")
        || method.Name.IndexOf("Error", StringComparison.Ordinal) >= 0 || method.ContainingType.Name.IndexOf("Error", StringComparison.Ordinal) >= 0;
}
