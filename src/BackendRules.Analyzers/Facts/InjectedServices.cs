using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Classes that a container makes, told from their constructors: they take other services and nothing else.</summary>
internal static class InjectedServices
{
    private static readonly string[] s_infrastructure =
    [
        "Microsoft.EntityFrameworkCore.DbContext", "System.Data.IDbConnection", "System.Data.Common.DbDataSource", "System.Net.Http.HttpClient", "Grpc.Core.ClientBase",
        "Azure.Messaging.ServiceBus.ServiceBusSender", "Azure.Messaging.ServiceBus.ServiceBusClient", "Azure.Storage.Blobs.BlobServiceClient", "Azure.Storage.Blobs.BlobContainerClient",
        "Microsoft.Azure.Cosmos.CosmosClient", "Microsoft.Azure.Cosmos.Container",
    ];

    /// <summary>Classes that run beside requests, by the words for it.</summary>
    private static readonly string[] s_beside =
    [
        "Seeder", "Seed", "Migrator", "Migration", "Initializer", "Initialiser", "Job", "Worker", "Command", "Tool", "Importer", "Factory", "Options", "Middleware", "Module", "Startup", "Generator", "Scheduler", "Monitor", "Client", "Task", "Cli",
    ];

    public static bool Contain(INamedTypeSymbol type, Compilation compilation)
    {
        if (type is not { TypeKind: TypeKind.Class, IsAbstract: false, IsStatic: false, IsRecord: false, IsImplicitlyDeclared: false }
            || type.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected
            || EntryPoints.Kind(type) == EntryKind.Hosted || Array.Exists(s_beside, word => type.Name.EndsWith(word, StringComparison.Ordinal)))
            return false;
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.Parameters.Length == 0)
                continue;
            var (all, any) = (true, false);
            foreach (var parameter in constructor.Parameters)
            {
                all &= IsService(parameter.Type);
                any |= IsInfrastructure(parameter.Type) || parameter.Type is { TypeKind: TypeKind.Interface } contract && IsOurs(contract, compilation);
            }

            if (all && any)
                return true;
        }

        return false;
    }

    /// <summary>A parameter of an action, hub method or resolver that comes from the container.</summary>
    public static bool IsAsked(IParameterSymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "FromServicesAttribute" or "FromKeyedServicesAttribute" or "ServiceAttribute")
                return true;
        }

        return false;
    }

    private static bool IsService(ITypeSymbol type) =>
        type is { TypeKind: TypeKind.Interface } && type.SpecialType == SpecialType.None && type.ContainingNamespace?.ToDisplayString() is not "System.Collections.Generic"
        || type is { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsRecord: false };

    private static bool IsInfrastructure(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Interface && type.Name is "IMongoCollection" or "IMongoDatabase" or "IMongoClient" or "IConnectionMultiplexer" or "IHttpClientFactory" or "IDbContextFactory" or "IPublishEndpoint" or "ISendEndpointProvider"
            or "IBus" or "IProducer" or "IDistributedCache" or "IMemoryCache" or "IDbConnection" or "ILogger" or "IConfiguration" or "IOptions" or "IOptionsMonitor" or "IOptionsSnapshot")
            return true;
        return Array.Exists(s_infrastructure, name => type.IsOrInherits(name) || type.Implements(name));
    }

    /// <summary>Declared here or in an assembly whose name begins with the same word.</summary>
    private static bool IsOurs(ITypeSymbol type, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
        || compilation.AssemblyName is { } name && type.ContainingAssembly is { } owner && string.Equals(owner.Name.Split('.')[0], name.Split('.')[0], StringComparison.Ordinal);
}
