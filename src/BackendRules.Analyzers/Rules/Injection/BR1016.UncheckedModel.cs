using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR1016: values that a caller sends are used without anything that asks whether they are valid.</summary>
public sealed class UncheckedModel : Check
{
    internal static readonly Rule Declared = new(
        "BR1016",
        nameof(UncheckedModel),
        "What callers send is checked before it is used",
        "'{0}' stores '{1}' of '{2}' as it comes: nothing says or asks what is valid; annotate it or write a validator, and have it checked",
        Level.Info)
    {
        Profile = ["SB4"],
        Cwe = [20],
        Owasp = ["API8", "A03"],
        Asvs = ["2.2.1"],
        AtEnd = true,
    };

    /// <summary>The property of a finding that <c>AddValidation</c> answers.</summary>
    internal const string Adds = "adds";

    private const string Adder = "Microsoft.Extensions.DependencyInjection.ValidationServiceCollectionExtensions";
    private const int Depth = 4;

    private static readonly DiagnosticDescriptor s_endpoint = Declared.Saying(
        "'{0}' on '{1}' has no effect: nothing checks what the minimal API '{2}' binds; {3}");

    private static readonly ImmutableDictionary<string, string?> s_adds = ImmutableDictionary<string, string?>.Empty.Add(Adds, "");

    private static readonly Members s_added = new(Adder + ".AddValidation");

    private static readonly Members s_validates = new(
        "System.ComponentModel.DataAnnotations.Validator.{TryValidateObject,ValidateObject,TryValidateProperty,ValidateProperty,TryValidateValue,ValidateValue}",
        "FluentValidation.IValidator`1.{Validate,ValidateAsync}", "FluentValidation.IValidator.{Validate,ValidateAsync}", "FluentValidation.AbstractValidator`1.{Validate,ValidateAsync}",
        "FluentValidation.DefaultValidatorExtensions.{Validate,ValidateAsync,ValidateAndThrow,ValidateAndThrowAsync}", "MiniValidation.MiniValidator.{TryValidate,TryValidateAsync}");

    private static readonly string[] s_harmless =
        ["ValidateAntiForgery", "AutoValidateAntiforgery", "IgnoreAntiforgery", "Produces", "Consumes", "ResponseCache", "RequireHttps", "RequestSizeLimit", "DisableRequestSizeLimit", "RequestFormLimits", "SkipStatusCodePages"];

    public UncheckedModel()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder");

    public override void Start(Watch watch)
    {
        AskedActions.Watch(watch);
        var inventory = EndpointInventory.Of(watch);
        var reach = CallReach.On(watch);
        var added = new ConcurrentBag<bool>();
        var validated = new ConcurrentBag<ITypeSymbol>();
        watch.Call(s_added, (_, _) => added.Add(true));
        watch.Call(s_validates, (_, call) => validated.Add(Validated(call) ?? watch.Compilation.GetSpecialType(SpecialType.System_Object)));
        watch.End(context =>
        {
            var checkedTypes = ModelRules.WithValidator(context.Compilation, context.CancellationToken).Concat(validated).ToImmutableArray();
            var told = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            var bodies = new Dictionary<IMethodSymbol, IReadOnlyList<IOperation>>(SymbolEqualityComparer.Default);
            var isFiltered = new Lazy<bool>(() => ModelRules.HasEndpointFilter(context.Compilation, context.CancellationToken));
            foreach (var site in inventory.Read(context.Compilation, context.CancellationToken))
            {
                if (site.Endpoint.Verb is not ("POST" or "PUT" or "PATCH") || site.Handler is not { } handler || site.HasUnknownGroup || IsFiltered(site))
                    continue;
                foreach (var bound in site.Bound)
                {
                    if (Parameter(handler, bound) is not { Locations: [{ IsInSource: true }, ..] } parameter || told.Contains(parameter) || checkedTypes.Any(type => Covers(type, bound.Type) || Covers(type, parameter.Type)))
                        continue;
                    if (Finding(context, site, handler, bound, parameter, added.IsEmpty, reach, bodies) is { } finding && !(site.Endpoint.Style == EndpointStyle.Minimal && isFiltered.Value) && told.Add(parameter))
                        context.ReportDiagnostic(finding);
                }
            }
        });
    }

    /// <summary>The handler's parameter that a value comes with: it itself, or the bundle that it is a member of.</summary>
    private static IParameterSymbol? Parameter(IMethodSymbol handler, BoundParameter bound) =>
        bound.Symbol as IParameterSymbol ?? handler.Parameters.FirstOrDefault(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, bound.Symbol.ContainingType));

    private static Diagnostic? Finding(CompilationAnalysisContext context, EndpointSite site, IMethodSymbol handler, BoundParameter bound, IParameterSymbol parameter, bool isUnchecked, CallReach reach, Dictionary<IMethodSymbol, IReadOnlyList<IOperation>> bodies)
    {
        var isBody = bound.Seen.Binding is Binding.Body or Binding.Form;
        (string, string)? own = ModelRules.Own(bound.Symbol) is { } annotation ? (annotation, bound.Symbol.Name) : null;
        var inside = isBody ? ModelRules.First(bound.Type) : null;
        if (site.Endpoint.Style == EndpointStyle.Minimal && isUnchecked && (own ?? inside) is var (attribute, member))
            return IsTested() ? null : Ignored(attribute, member);
        if (!isBody || bound.Type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } model || model.ContainingNamespace?.Root() is "System" or "Microsoft"
            || inside is not null || ModelRules.Free(model) is not { } free || ModelRules.ChecksItself(model, context.CancellationToken))
            return null;
        // Controllers with [ApiController] refuse null where the type doesn't allow it.
        if (site.Endpoint.Style != EndpointStyle.Minimal && free.NullableAnnotation != NullableAnnotation.None)
            return null;
        if (!reach.From(handler, Depth).Any(static way => way.Outcome.Kind is OutcomeKind.Mark or OutcomeKind.Write or OutcomeKind.Payment)
            || IsTested())
            return null;
        return Declared.At(parameter.Locations[0], site.Endpoint.ToString(), free.Name, model.Name);

        bool IsTested() => new ModelTests(context.Compilation, bodies, context.CancellationToken).Find(handler, parameter);

        Diagnostic Ignored(string attribute, string member)
        {
            var canAdd = Known.Of(context.Compilation).Has(Adder);
            return Diagnostic.Create(
                s_endpoint,
                parameter.Locations[0],
                canAdd ? s_adds : null,
                attribute,
                member,
                site.Endpoint.ToString(),
                canAdd ? "call 'AddValidation()', or validate in the handler or an endpoint filter" : "validate in the handler or an endpoint filter");
        }
    }

    /// <summary>Filters and conventions of one's own may check anything.</summary>
    private static bool IsFiltered(EndpointSite site) =>
        site.Endpoint.Filters.Any(static filter => !Array.Exists(s_harmless, word => filter.StartsWith(word, StringComparison.Ordinal))) || site.Said.Any(static said => said.Name.IndexOf("Filter", StringComparison.Ordinal) >= 0 || said.Name.IndexOf("Valid", StringComparison.Ordinal) >= 0);

    /// <summary>The type of what a call checks, or null.</summary>
    private static ITypeSymbol? Validated(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            var value = LocalValues.Resolve(argument.Value);
            if (value.Type is { } type && !type.Implements("FluentValidation.IValidator") && type.SpecialType is not (SpecialType.System_Boolean or SpecialType.System_String))
                return type is INamedTypeSymbol { Name: "ValidationContext", TypeArguments: [var inner] } ? inner : type;
        }

        return null;
    }

    /// <summary>A check of anything, in a filter or a behaviour, covers everything.</summary>
    private static bool Covers(ITypeSymbol type, ITypeSymbol model) =>
        type.SpecialType == SpecialType.System_Object || type is ITypeParameterSymbol || SymbolEqualityComparer.Default.Equals(type, model);
}
