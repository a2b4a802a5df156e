using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Where FastEndpoints takes the properties of a request from: the route, what attributes say, then the query of a GET and the body of the rest.</summary>
internal static class EndpointClassBinding
{
    private const string Library = EndpointClasses.Library;

    public static ImmutableArray<BoundParameter> Of(ITypeSymbol? request, string verb, string route, IMethodSymbol? handler, bool isForm)
    {
        if (request is null)
            return ImmutableArray<BoundParameter>.Empty;
        var all = ImmutableArray.CreateBuilder<BoundParameter>();
        var inBody = request is not INamedTypeSymbol named || named.Implements("System.Collections.IEnumerable");
        if (!inBody)
        {
            foreach (var property in Properties((INamedTypeSymbol)request))
            {
                var (binding, name, isRequired) = Said(property);
                if (name is null && property.Attribute(Library + "BindFromAttribute") is { ConstructorArguments: [{ Value: string given }] })
                    name = given;
                name ??= property.Name;
                binding ??= RouteText.Names(route, name) ? Binding.Route : EndpointBinding.IsFile(property.Type) || isForm ? Binding.Form : verb is "GET" or "HEAD" ? Binding.Query : null;
                if (binding is { } known)
                    all.Add(new BoundParameter(new EndpointParameter(name, EndpointBinding.Text(property.Type), known, known != Binding.Route && !isRequired), property, property.Type));
                else
                    inBody = true;
            }
        }

        if (inBody)
        {
            var parameter = handler?.Parameters.FirstOrDefault(one => SymbolEqualityComparer.Default.Equals(one.Type, request));
            all.Add(new BoundParameter(new EndpointParameter(parameter?.Name ?? "req", EndpointBinding.Text(request), Binding.Body, false), (ISymbol?)parameter ?? request, request));
        }

        return all.ToImmutable();
    }

    private static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol request)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var current in request.WithBases())
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, SetMethod: not null, IsImplicitlyDeclared: false } property && seen.Add(property.Name))
                    yield return property;
            }
        }
    }

    private static (Binding? Binding, string? Name, bool IsRequired) Said(IPropertySymbol property)
    {
        foreach (var attribute in property.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type || type.ContainingNamespace is not { Name: "FastEndpoints" })
                continue;
            var flags = attribute.ConstructorArguments.Where(static argument => argument.Value is bool).Select(static argument => (bool)argument.Value!).ToArray();
            var isRequired = attribute.NamedArguments.FirstOrDefault(static named => named.Key == "IsRequired").Value.Value as bool? ?? (flags.Length > 0 ? flags[0] : (bool?)null);
            var name = attribute.ConstructorArguments.Select(static argument => argument.Kind == TypedConstantKind.Primitive ? argument.Value as string : null).FirstOrDefault(static text => text is not null);
            switch (type.Name)
            {
                case "FromHeaderAttribute": return (Binding.Header, name ?? property.Name, isRequired ?? true);
                case "FromClaimAttribute" or "FromAttribute" or "HasPermissionAttribute": return (Binding.Context, null, false);
                case "FromCookieAttribute": return (Binding.Custom, name ?? property.Name, isRequired ?? true);
                case "RouteParamAttribute": return (Binding.Route, null, true);
                case "QueryParamAttribute" or "FromQueryAttribute": return (Binding.Query, null, isRequired ?? property.IsRequired);
                case "FormFieldAttribute" or "FromFormAttribute": return (Binding.Form, null, isRequired ?? property.IsRequired);
                case "FromBodyAttribute": return (Binding.Body, null, true);
            }
        }

        return (null, null, property.IsRequired);
    }
}
