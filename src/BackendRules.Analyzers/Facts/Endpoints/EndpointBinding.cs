using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Where ASP.NET Core takes the parameters of a handler from.</summary>
public static class EndpointBinding
{
    private const string Mvc = "Microsoft.AspNetCore.Mvc.";

    private static readonly SymbolDisplayFormat s_short = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly string[] s_context =
    [
        "Microsoft.AspNetCore.Http.HttpContext", "Microsoft.AspNetCore.Http.HttpRequest", "Microsoft.AspNetCore.Http.HttpResponse",
        "System.Threading.CancellationToken", "System.Security.Claims.ClaimsPrincipal", "System.IO.Pipelines.PipeReader",
        "Grpc.Core.ServerCallContext", "Microsoft.Azure.Functions.Worker.FunctionContext", "System.Net.Http.HttpRequestMessage",
    ];

    /// <summary>A type as the inventory writes it.</summary>
    public static string Text(ITypeSymbol type) => type.ToDisplayString(s_short);

    public static ImmutableArray<BoundParameter> OfAction(INamedTypeSymbol controller, IMethodSymbol action, string route)
    {
        var infers = EntryPoints.IsApiController(controller);
        return action.Parameters.Select(parameter => Described(parameter, Explicit(parameter) ?? Action(parameter, route, infers))).ToImmutableArray();
    }

    /// <param name="handler">The method or lambda.</param>
    /// <param name="verb">GET, DELETE and HEAD infer no body.</param>
    /// <param name="route">The whole template.</param>
    /// <param name="isService">Whether the container has a registration for a type.</param>
    public static ImmutableArray<BoundParameter> OfMinimal(IMethodSymbol handler, string verb, string route, Func<ITypeSymbol, bool> isService)
    {
        var all = ImmutableArray.CreateBuilder<BoundParameter>();
        foreach (var parameter in handler.Parameters)
        {
            if (parameter.HasAttribute("Microsoft.AspNetCore.Http.AsParametersAttribute") && parameter.Type is INamedTypeSymbol bundle)
                Expand(bundle, verb, route, isService, all);
            else
                all.Add(Described(parameter, Explicit(parameter) ?? Minimal(parameter.Name, parameter.Type, verb, route, isService)));
        }

        return all.ToImmutable();
    }

    /// <summary>Whether a type is bound from text: a primitive, an enum, a string, something with <c>TryParse</c>, or an array of them.</summary>
    public static bool IsSimple(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return IsSimple(array.ElementType);
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return IsSimple(nullable.TypeArguments[0]);
        if (type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime)
            return true;
        if (type.Is("Microsoft.Extensions.Primitives.StringValues") || type.Is("System.Uri") || type.Is("System.Guid"))
            return true;
        return type.GetMembers("TryParse").Any(static member => member is IMethodSymbol { IsStatic: true, DeclaredAccessibility: Accessibility.Public, Parameters.Length: >= 2 } method
            && method.Parameters[0].Type.SpecialType == SpecialType.System_String && method.Parameters[method.Parameters.Length - 1].RefKind == RefKind.Out);
    }

    /// <summary>Whether callers see the parameter.</summary>
    public static bool IsVisible(this EndpointParameter parameter) => parameter.Binding is not (Binding.Service or Binding.Context);

    private static void Expand(INamedTypeSymbol bundle, string verb, string route, Func<ITypeSymbol, bool> isService, ImmutableArray<BoundParameter>.Builder all)
    {
        foreach (var member in bundle.GetMembers())
        {
            if (member is IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, IsIndexer: false, IsImplicitlyDeclared: false } property && property.Name != "EqualityContract")
            {
                // Attributes of a record's property are often written on the parameter that makes it.
                var made = bundle.InstanceConstructors.SelectMany(static constructor => constructor.Parameters)
                    .FirstOrDefault(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase));
                var binding = Explicit(property) ?? (made is null ? null : Explicit(made)) ?? Minimal(property.Name, property.Type, verb, route, isService);
                var name = Given(property) ?? (made is null ? null : Given(made)) ?? property.Name;
                all.Add(new BoundParameter(new EndpointParameter(name, Text(property.Type), binding, IsNullable(property.Type) || made is { HasExplicitDefaultValue: true }), property, property.Type));
            }
        }
    }

    /// <summary>The parameters as callers see them.</summary>
    internal static ImmutableArray<EndpointParameter> Seen(this ImmutableArray<BoundParameter> bound) => bound.Select(static parameter => parameter.Seen).ToImmutableArray();

    internal static BoundParameter Described(IParameterSymbol parameter, Binding binding) =>
        new(new EndpointParameter(Given(parameter) ?? parameter.Name, Text(parameter.Type), binding, parameter.HasExplicitDefaultValue || IsNullable(parameter.Type)), parameter, parameter.Type);

    internal static bool IsNullable(ITypeSymbol type) =>
        type.NullableAnnotation == NullableAnnotation.Annotated || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static string? Given(ISymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type || !type.Name.StartsWith("From", StringComparison.Ordinal))
                continue;
            foreach (var named in attribute.NamedArguments)
            {
                if (named is { Key: "Name", Value.Value: string name })
                    return name;
            }
        }

        return null;
    }

    internal static Binding? Explicit(ISymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type)
                continue;
            switch (type.Name)
            {
                case "FromRouteAttribute": return Binding.Route;
                case "FromQueryAttribute": return Binding.Query;
                case "FromHeaderAttribute": return Binding.Header;
                case "FromBodyAttribute": return Binding.Body;
                case "FromFormAttribute": return Binding.Form;
                case "FromServicesAttribute" or "FromKeyedServicesAttribute": return Binding.Service;
                case "ModelBinderAttribute": return Binding.Custom;
            }

            if (type.Implements(Mvc + "ModelBinding.IBindingSourceMetadata"))
                return Binding.Custom;
        }

        return null;
    }

    private static Binding Action(IParameterSymbol parameter, string route, bool infers)
    {
        var type = parameter.Type;
        if (IsContext(type))
            return Binding.Context;
        if (IsFile(type))
            return Binding.Form;
        if (IsSimple(type))
            return RouteText.Names(route, parameter.Name) ? Binding.Route : Binding.Query;
        if (IsCollectionOfSimple(type) && !infers)
            return Binding.Query;
        if (!infers)
            return Binding.Query;
        return type.TypeKind == TypeKind.Interface && !IsCollection(type) ? Binding.Service : Binding.Body;
    }

    private static Binding Minimal(string name, ITypeSymbol type, string verb, string route, Func<ITypeSymbol, bool> isService)
    {
        if (IsContext(type) || type.Is("System.IO.Stream"))
            return Binding.Context;
        if (IsFile(type) || type.Is("Microsoft.AspNetCore.Http.IFormCollection"))
            return Binding.Form;
        if (type.GetMembers("BindAsync").Any(static member => member.IsStatic))
            return Binding.Custom;
        if (IsSimple(type))
            return RouteText.Names(route, name) ? Binding.Route : verb is "GET" or "DELETE" or "HEAD" || type is not IArrayTypeSymbol ? Binding.Query : Binding.Body;
        if (isService(type))
            return Binding.Service;
        if (type.TypeKind == TypeKind.Interface && !IsCollection(type))
            return Binding.Service;
        return verb is "GET" or "DELETE" or "HEAD" || IsInjected(type) ? Binding.Service : Binding.Body;
    }

    /// <summary>Classes that a serializer can't make: their constructors ask for services. The registration may be in a library.</summary>
    private static bool IsInjected(ITypeSymbol type)
    {
        if (type.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext"))
            return true;
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class, IsRecord: false } named)
            return false;
        var constructors = named.InstanceConstructors.Where(static constructor => constructor.DeclaredAccessibility == Accessibility.Public).ToArray();
        return constructors.Length > 0 && Array.TrueForAll(constructors, static constructor => constructor.Parameters.Any(static parameter => Asks(parameter.Type)));
    }

    private static bool Asks(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && !IsCollection(type) && type.ContainingNamespace?.Name != "Collections" || type.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext") || type.Is("System.Net.Http.HttpClient");

    internal static bool IsContext(ITypeSymbol type) => Array.Exists(s_context, name => type.Is(name));

    internal static bool IsFile(ITypeSymbol type) =>
        type.Is("Microsoft.AspNetCore.Http.IFormFile") || type.Is("Microsoft.AspNetCore.Http.IFormFileCollection")
        || type is INamedTypeSymbol { TypeArguments: [var element] } && element.Is("Microsoft.AspNetCore.Http.IFormFile");

    private static bool IsCollection(ITypeSymbol type) => type.Implements("System.Collections.IEnumerable") || type.Is("System.Collections.Generic.IEnumerable`1");

    private static bool IsCollectionOfSimple(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments: [var element] } && IsCollection(type) && IsSimple(element);
}
