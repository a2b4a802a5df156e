using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>
/// Collects registrations with the service container. A body fact: a rule calls <see cref="Of"/> when it starts and reads <see cref="Read"/> in its end action.
/// </summary>
public sealed class Registrations
{
    private const string Services = "Microsoft.Extensions.DependencyInjection.";
    private const string Ef = Services + "EntityFrameworkServiceCollectionExtensions.";

    private static readonly ConditionalWeakTable<Watch, Registrations> s_all = new();

    private static readonly Members s_adds = new(
        Services + "ServiceCollectionServiceExtensions.{AddSingleton,AddScoped,AddTransient}",
        Services + "ServiceCollectionServiceExtensions.{AddKeyedSingleton,AddKeyedScoped,AddKeyedTransient}",
        Services + "Extensions.ServiceCollectionDescriptorExtensions.{TryAddSingleton,TryAddScoped,TryAddTransient,TryAddKeyedSingleton,TryAddKeyedScoped,TryAddKeyedTransient}",
        Services + "ServiceDescriptor.{Singleton,Scoped,Transient,KeyedSingleton,KeyedScoped,KeyedTransient,Describe}",
        Services + "ServiceCollectionHostedServiceExtensions.AddHostedService",
        Services + "HttpClientFactoryServiceCollectionExtensions.AddHttpClient",
        Ef + "AddDbContext", Ef + "AddDbContextPool", Ef + "AddDbContextFactory", Ef + "AddPooledDbContextFactory");

    private static readonly Members s_contexts = new(
        Services + "SqlServerServiceCollectionExtensions.AddSqlServer", Services + "SqliteServiceCollectionExtensions.AddSqlite",
        Services + "NpgsqlServiceCollectionExtensions.AddNpgsql", "Microsoft.Extensions.Hosting.AspireEFPostgreSqlExtensions.AddNpgsqlDbContext",
        "Microsoft.Extensions.Hosting.AspireSqlServerEFCoreSqlClientExtensions.AddSqlServerDbContext");

    private static readonly Members s_identity = new(
        Services + "IdentityServiceCollectionExtensions.{AddIdentity,AddIdentityCore}", Services + "IdentityServiceCollectionUIExtensions.AddDefaultIdentity",
        Services + "IdentityServiceCollectionExtensions.AddIdentityApiEndpoints");

    private static readonly Members s_descriptors = new(Services + "ServiceDescriptor.new");

    private readonly ConcurrentBag<Registration> _found = [];
    private RegistrationSet? _read;

    private Registrations()
    {
    }

    /// <summary>The registrations of this watch; the first rule that asks registers what it needs.</summary>
    public static Registrations Of(Watch watch) => s_all.GetValue(watch, static asked =>
    {
        var all = new Registrations();
        if (asked.Known.Has(Services + "IServiceCollection"))
        {
            asked.Call(s_adds, all.Added);
            asked.Call(s_contexts, all.Context);
            asked.Call(s_identity, all.Identity);
            asked.Creation(s_descriptors, all.Descriptor);
        }

        return all;
    });

    /// <summary>All registrations. Only in an end action.</summary>
    public RegistrationSet Read() => _read ??= new RegistrationSet(_found);

    private void Added(OperationAnalysisContext context, IInvocationOperation call)
    {
        foreach (var registration in RegistrationReader.Of(call))
            _found.Add(registration);
        if (call.TargetMethod.Name.EndsWith("DbContextFactory", StringComparison.Ordinal) && call.TargetMethod.TypeArguments is [INamedTypeSymbol made, ..]
            && Known.Of(context.Compilation)["Microsoft.EntityFrameworkCore.IDbContextFactory`1"] is { } factory)
            _found.Add(new Registration(factory.Construct(made), null, Lifetime.Singleton, call.Syntax.GetLocation()) { IsFactory = true });
    }

    private void Context(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.TargetMethod.TypeArguments is [INamedTypeSymbol type, ..])
            _found.Add(new Registration(type, type, Lifetime.Scoped, call.Syntax.GetLocation()));
    }

    private void Descriptor(OperationAnalysisContext context, IObjectCreationOperation creation)
    {
        if (RegistrationReader.Of(creation) is { } registration)
            _found.Add(registration);
    }

    /// <summary>Identity registers its managers as scoped.</summary>
    private void Identity(OperationAnalysisContext context, IInvocationOperation call)
    {
        foreach (var name in new[] { "UserManager`1", "RoleManager`1", "SignInManager`1", "IUserClaimsPrincipalFactory`1" })
        {
            if (Known.Of(context.Compilation)["Microsoft.AspNetCore.Identity." + name] is { } manager)
                _found.Add(new Registration(manager, manager, Lifetime.Scoped, call.Syntax.GetLocation()));
        }
    }
}
