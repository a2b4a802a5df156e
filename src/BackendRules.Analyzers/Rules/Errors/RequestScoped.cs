using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Types whose instances belong to one request and are disposed with it, as far as declarations tell.</summary>
internal static class RequestScoped
{
    private const int Depth = 3;

    private static readonly string[] s_types =
    [
        "Microsoft.EntityFrameworkCore.DbContext", "Microsoft.AspNetCore.Http.HttpContext", "Microsoft.AspNetCore.Http.HttpRequest", "Microsoft.AspNetCore.Http.HttpResponse",
        "Microsoft.AspNetCore.Http.IHttpContextAccessor", "Microsoft.AspNetCore.Identity.UserManager`1", "Microsoft.AspNetCore.Identity.SignInManager`1",
        "Microsoft.AspNetCore.Identity.RoleManager`1", "NHibernate.ISession", "Microsoft.AspNetCore.Http.IFormFile", "System.Data.IDbConnection", "System.Data.IDbTransaction",
        "Microsoft.Extensions.Options.IOptionsSnapshot`1", "Marten.IDocumentSession", "MassTransit.ConsumeContext",
    ];

    public static bool Is(ITypeSymbol? type, Compilation compilation, CancellationToken cancellation) => Is(type, compilation, cancellation, 0);

    private static bool Is(ITypeSymbol? type, Compilation compilation, CancellationToken cancellation, int depth)
    {
        if (type is not INamedTypeSymbol named)
            return false;
        foreach (var known in s_types)
        {
            if (named.IsOrInherits(known))
                return true;
        }

        if (depth == Depth || !SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, compilation.Assembly) || EntryPoints.Kind(named) == EntryKind.Hosted)
            return false;
        if (named.TypeKind is TypeKind.Class && !named.IsAbstract)
            return Takes(named, compilation, cancellation, depth);
        foreach (var implementation in SourceTypes.Of(compilation, cancellation).Implementing(named))
        {
            if (EntryPoints.Kind(implementation) != EntryKind.Hosted && Takes(implementation, compilation, cancellation, depth))
                return true;
        }

        return false;
    }

    private static bool Takes(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation, int depth)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var parameter in constructor.Parameters)
            {
                if (!SymbolEqualityComparer.Default.Equals(parameter.Type, type) && !type.IsRecord && Is(parameter.Type, compilation, cancellation, depth + 1))
                    return true;
            }
        }

        return false;
    }
}
