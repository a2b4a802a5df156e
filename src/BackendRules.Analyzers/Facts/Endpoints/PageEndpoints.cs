using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>The endpoints of Razor pages: one for each handler, and a GET for every page, because a page without a handler is shown all the same.</summary>
internal sealed class PageEndpoints
{
    private const string PageModel = "Microsoft.AspNetCore.Mvc.RazorPages.PageModel";
    private const string BindProperty = "Microsoft.AspNetCore.Mvc.BindPropertyAttribute";

    private static readonly string[] s_verbs = ["Get", "Post", "Put", "Delete", "Patch", "Head", "Options"];

    private readonly INamedTypeSymbol[] _models;
    private readonly IReadOnlyList<PageConventions> _conventions;

    private PageEndpoints(Compilation compilation, IReadOnlyList<PageConventions> conventions, CancellationToken cancellation)
    {
        _models = SourceTypes.Of(compilation, cancellation).All.Where(static type => type is { TypeKind: TypeKind.Class, IsAbstract: false } && type.IsOrInherits(PageModel)).ToArray();
        _conventions = conventions;
    }

    public static IEnumerable<EndpointSite> Of(Compilation compilation, IReadOnlyList<PageFile> files, IReadOnlyList<PageConventions> conventions, CancellationToken cancellation)
    {
        if (files.Count == 0 || !Known.Of(compilation).Has(PageModel))
            return [];
        var pages = new PageEndpoints(compilation, conventions, cancellation);
        return files.SelectMany(pages.Of);
    }

    private IEnumerable<EndpointSite> Of(PageFile page)
    {
        var model = Model(page);
        var access = Access(page, model);
        var handlers = model is null ? [] : Handlers(model).ToArray();
        foreach (var route in PageConventions.Routes(_conventions, page).Prepend(page.Route))
        {
            foreach (var (method, verb, name) in handlers)
                yield return Site(page, model, method, verb, name.Length == 0 ? route : route + "?handler=" + name, access);
            if (!handlers.Any(static handler => handler is { Verb: "GET", Name: "" }))
                yield return Site(page, model, null, "GET", route, access);
        }
    }

    private static EndpointSite Site(PageFile page, INamedTypeSymbol? model, IMethodSymbol? handler, string verb, string route, EndpointAccess access)
    {
        var bound = Bound(model, handler, verb, route);
        var endpoint = new Endpoint
        {
            Style = EndpointStyle.Page,
            Verb = verb,
            Route = route,
            Handler = handler is null ? page.Name : handler.ContainingType.Name + "." + handler.Name,
            Parameters = bound.Seen(),
            Access = access,
            Limit = model is null ? EndpointLimit.Unsaid : EndpointAttributes.Limit(model),
            Filters = model is null || handler is null ? ImmutableArray<string>.Empty : EndpointAttributes.Filters(handler, model),
        };
        var place = handler?.Locations.FirstOrDefault() ?? Location.Create(page.Path, default, new LinePositionSpan(LinePosition.Zero, LinePosition.Zero));
        return new EndpointSite(endpoint, handler, place) { Owner = model, Bound = bound };
    }

    /// <summary>The class behind a page: in the file beside it, else of the name that <c>@model</c> says.</summary>
    private INamedTypeSymbol? Model(PageFile page)
    {
        var beside = page.Path.Replace('\\', '/') + ".cs";
        var named = page.Model?.Split('.', ':').LastOrDefault(static part => part.Length > 0);
        return Array.Find(_models, type => (named is null || type.Name == named) && type.Locations.Any(location => location.SourceTree?.FilePath.Replace('\\', '/').EndsWith(beside, StringComparison.OrdinalIgnoreCase) == true))
            ?? (page.Model is { } said && named is not null
                ? _models.Where(type => type.Name == named && ("." + type.ToDisplayString()).EndsWith("." + said, StringComparison.Ordinal)).ToArray() is [var only] ? only : _models.Where(type => type.Name == named).ToArray() is [var sole] ? sole : null
                : null);
    }

    /// <summary>The model and the classes above it, up to that of the framework.</summary>
    private static IEnumerable<INamedTypeSymbol> Own(INamedTypeSymbol model) => model.WithBases().TakeWhile(static type => !type.Is(PageModel));

    private static IEnumerable<(IMethodSymbol Method, string Verb, string Name)> Handlers(INamedTypeSymbol model)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var current in Own(model))
        {
            foreach (var method in current.GetMembers().OfType<IMethodSymbol>())
            {
                if (method is not { MethodKind: MethodKind.Ordinary, IsStatic: false, IsAbstract: false, IsGenericMethod: false, DeclaredAccessibility: Accessibility.Public } || !method.Name.StartsWith("On", StringComparison.Ordinal)
                    || method.HasAttribute("Microsoft.AspNetCore.Mvc.RazorPages.NonHandlerAttribute") || !seen.Add(method.Name))
                    continue;
                var name = method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name.Substring(2, method.Name.Length - 7) : method.Name.Substring(2);
                if (Array.Find(s_verbs, verb => name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || !char.IsLower(name[verb.Length]))) is { } verb)
                    yield return (method, verb.ToUpperInvariant(), name.Substring(verb.Length));
            }
        }
    }

    private EndpointAccess Access(PageFile page, INamedTypeSymbol? model)
    {
        var own = model is null ? EndpointAccess.Unsaid : EndpointAttributes.Access(model);
        if (own.Rule == AccessRule.Anonymous)
            return own;
        if (page.Marks.Any(static mark => mark.StartsWith("AllowAnonymous", StringComparison.Ordinal) || mark.Contains(".AllowAnonymous")))
            return new EndpointAccess(AccessRule.Anonymous, ImmutableArray<string>.Empty, "page");
        var conventional = PageConventions.Access(_conventions, page);
        if (conventional is { Rule: AccessRule.Anonymous } || own.Rule == AccessRule.Authorized)
            return conventional is { Rule: AccessRule.Anonymous } ? conventional : own with { Policies = own.Policies.Concat(conventional?.Policies ?? ImmutableArray<string>.Empty).Distinct().ToImmutableArray() };
        return conventional ?? (page.Marks.Any(static mark => mark.StartsWith("Authorize", StringComparison.Ordinal) || mark.Contains(".Authorize")) ? new EndpointAccess(AccessRule.Authorized, ImmutableArray<string>.Empty, "page") : own);
    }

    private static ImmutableArray<BoundParameter> Bound(INamedTypeSymbol? model, IMethodSymbol? handler, string verb, string route)
    {
        var all = ImmutableArray.CreateBuilder<BoundParameter>();
        var other = verb is "GET" or "HEAD" or "OPTIONS" ? Binding.Query : Binding.Form;
        foreach (var parameter in handler?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty)
        {
            var binding = EndpointBinding.Explicit(parameter)
                ?? (EndpointBinding.IsContext(parameter.Type) ? Binding.Context : EndpointBinding.IsFile(parameter.Type) ? Binding.Form : RouteText.Names(route, parameter.Name) ? Binding.Route : other);
            all.Add(EndpointBinding.Described(parameter, binding));
        }

        foreach (var current in model is null ? [] : Own(model))
        {
            var whole = current.Attribute("Microsoft.AspNetCore.Mvc.BindPropertiesAttribute");
            foreach (var member in current.GetMembers())
            {
                if (member is not IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, SetMethod: not null } property)
                    continue;
                // [FromRoute] and its like bind a property too, whatever the verb.
                var own = property.Attribute(BindProperty);
                var said = own is null ? EndpointBinding.Explicit(property) : null;
                var bind = own ?? whole;
                if (said is null && (bind is null || other == Binding.Query && !bind.NamedArguments.Any(static named => named is { Key: "SupportsGet", Value.Value: true })))
                    continue;
                var name = own?.NamedArguments.FirstOrDefault(static named => named.Key == "Name").Value.Value as string ?? property.Name;
                var binding = said ?? (RouteText.Names(route, name) ? Binding.Route : other);
                all.Add(new BoundParameter(new EndpointParameter(name, EndpointBinding.Text(property.Type), binding, EndpointBinding.IsNullable(property.Type)), property, property.Type));
            }
        }

        return all.ToImmutable();
    }
}
