using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR9001: code for a relational database is tested on a provider that isn't one.</summary>
public sealed class UnrelationalTest : Check
{
    internal static readonly Rule Declared = new(
        "BR9001",
        nameof(UnrelationalTest),
        "Relational behaviour is tested on a relational database",
        "'{0}' tests '{1}' without transactions, constraints and SQL, and {2}; use Sqlite in memory, or the real database in a container",
        Level.Info)
    {
        Profile = ["CR6"],
        InTests = true,
        EndOnly = true,
    };

    private static readonly Members s_memory = new("Microsoft.EntityFrameworkCore.InMemoryDbContextOptionsExtensions.UseInMemoryDatabase");

    public UnrelationalTest()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => TestMethods.Exist(known) && known.Has("Microsoft.EntityFrameworkCore.InMemoryDbContextOptionsExtensions");

    private static readonly Members s_sql = new(
        "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.{ExecuteSql,ExecuteSqlAsync,ExecuteSqlRaw,ExecuteSqlRawAsync,ExecuteSqlInterpolated,ExecuteSqlInterpolatedAsync,SqlQuery,SqlQueryRaw,BeginTransaction,BeginTransactionAsync,UseTransaction}",
        "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.{FromSql,FromSqlRaw,FromSqlInterpolated}", "Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade.{BeginTransaction,BeginTransactionAsync}");

    private static readonly Members s_unique = new("Microsoft.EntityFrameworkCore.Metadata.Builders.IndexBuilder.IsUnique", "Microsoft.EntityFrameworkCore.Metadata.Builders.IndexBuilder`1.IsUnique");

    private static readonly Members s_made = new(
        "Microsoft.EntityFrameworkCore.RelationalPropertyBuilderExtensions.{HasDefaultValueSql,HasComputedColumnSql}", "Microsoft.EntityFrameworkCore.Metadata.Builders.TableBuilder.HasCheckConstraint");

    public override void Start(Watch watch)
    {
        var memory = new ConcurrentBag<IInvocationOperation>();
        var used = new ConcurrentBag<string>();
        watch.Call(s_memory, (_, call) => memory.Add(call));
        watch.Call(s_sql, (_, call) => used.Add($"the code uses '{call.TargetMethod.Name}'"));
        watch.Call(s_made, (_, call) => used.Add($"the model uses '{call.TargetMethod.Name}'"));
        watch.Symbol(SymbolKind.NamedType, context =>
        {
            if (context.Symbol.GetAttributes().Any(static one => one.AttributeClass.Is("Microsoft.EntityFrameworkCore.IndexAttribute") && one.NamedArguments.Any(static named => named is { Key: "IsUnique", Value.Value: true })))
                used.Add("the model has unique indexes");
        });
        watch.Call(s_unique, (_, _) => used.Add("the model has unique indexes"));
        watch.End(context =>
        {
            var here = used.OrderByDescending(static why => why, StringComparer.Ordinal).FirstOrDefault();
            foreach (var call in memory)
            {
                if (Context(call) is not { } tested || Why(tested, context.Compilation, here, context.CancellationToken) is not { } why)
                    continue;
                var place = CallPlace.Of(call);
                context.ReportDiagnostic(Declared.At(place, call.TargetMethod.Name, tested.Name, why));
            }
        });
    }

    /// <summary>The context that is set up: of <c>DbContextOptionsBuilder&lt;T&gt;</c>, or of the <c>AddDbContext&lt;T&gt;</c> around.</summary>
    private static INamedTypeSymbol? Context(IInvocationOperation call)
    {
        if (call.TargetMethod.TypeArguments is [INamedTypeSymbol own])
            return own;
        for (var current = call.Parent; current is not null; current = current.Parent)
        {
            if (current is IInvocationOperation { TargetMethod: { Name: "AddDbContext" or "AddDbContextPool" or "AddDbContextFactory", TypeArguments: [.., INamedTypeSymbol registered] } })
                return registered;
        }

        return null;
    }

    /// <summary>What shows that the context is for a relational database: migrations, or a provider, in the project that declares it.</summary>
    private static string? Why(INamedTypeSymbol context, Compilation compilation, string? here, CancellationToken cancellation)
    {
        var assembly = context.ContainingAssembly;
        if (HasMigrations(assembly.GlobalNamespace, cancellation))
            return "it has migrations";
        if (SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly))
            return here;
        foreach (var module in assembly.Modules)
        {
            foreach (var reference in module.ReferencedAssemblies)
            {
                if (reference.Name is "Npgsql.EntityFrameworkCore.PostgreSQL" or "Microsoft.EntityFrameworkCore.SqlServer" or "Pomelo.EntityFrameworkCore.MySql" or "Oracle.EntityFrameworkCore" or "MySql.EntityFrameworkCore")
                    return $"it runs on '{reference.Name}'";
            }
        }

        return null;
    }

    private static bool HasMigrations(INamespaceSymbol space, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return space.GetTypeMembers().Any(static type => type.BaseType.Is("Microsoft.EntityFrameworkCore.Migrations.Migration")) || space.GetNamespaceMembers().Any(inner => HasMigrations(inner, cancellation));
    }
}
