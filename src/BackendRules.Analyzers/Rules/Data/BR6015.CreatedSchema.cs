using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6015: <c>EnsureCreated</c> makes a schema that no migration can change.</summary>
public sealed class CreatedSchema : Check
{
    internal static readonly Rule Declared = new(
        "BR6015",
        nameof(CreatedSchema),
        "Migrations make and change the schema",
        "'{0}' makes a schema without a history, which migrations can't change afterwards; call '{1}'",
        Level.Warning)
    {
        Profile = ["DB4"],
        EndOnly = true,
    };

    /// <summary>The property that says that migrations exist.</summary>
    internal const string Migrations = "migrations";

    private static readonly Members s_creates = new("Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade.{EnsureCreated,EnsureCreatedAsync}");
    private static readonly Members s_deletes = new("Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade.{EnsureDeleted,EnsureDeletedAsync}");
    private static readonly Members s_light = new(
        "Microsoft.EntityFrameworkCore.SqliteDbContextOptionsBuilderExtensions.UseSqlite", "Microsoft.EntityFrameworkCore.InMemoryDbContextOptionsExtensions.UseInMemoryDatabase");

    public CreatedSchema()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade");

    public override void Start(Watch watch)
    {
        var calls = new ConcurrentBag<IInvocationOperation>();
        var deleting = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        var light = new ConcurrentBag<bool>();
        watch.Call(s_creates, (context, call) =>
        {
            if (!EnvironmentGate.Covers(call))
                calls.Add(call);
        });
        watch.Call(s_deletes, (context, _) => deleting.TryAdd(context.ContainingSymbol, true));
        watch.Call(s_light, (_, _) => light.Add(true));
        watch.End(context =>
        {
            var hasMigrations = SourceTypes.Of(context.Compilation, context.CancellationToken).All.Any(static type => type.BaseType.Is("Microsoft.EntityFrameworkCore.Migrations.Migration"));
            if (!hasMigrations && !light.IsEmpty)
                return;
            foreach (var call in calls)
            {
                // To delete and create again is how demonstrations and tests begin.
                if (call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, context.CancellationToken) is { } around && deleting.ContainsKey(around))
                    continue;
                var name = call.TargetMethod.Name;
                var properties = hasMigrations ? ImmutableDictionary<string, string?>.Empty.Add(Migrations, "") : ImmutableDictionary<string, string?>.Empty;
                context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), properties, name, name.EndsWith("Async", StringComparison.Ordinal) ? "MigrateAsync" : "Migrate"));
            }
        });
    }
}
