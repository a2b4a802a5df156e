using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6008: rows that are meant to be marked as deleted are removed, or read in spite of the mark.</summary>
public sealed class BypassedSoftDelete : Check
{
    internal static readonly Rule Declared = new(
        "BR6008",
        nameof(BypassedSoftDelete),
        "Soft-deleted entities are marked, not removed",
        "'{0}' removes '{1}' for good, which has '{2}' to be marked as deleted; set it instead",
        Level.Info)
    {
        Profile = ["DB1"],
        AtEnd = true,
    };

    private static readonly DiagnosticDescriptor s_sure = Declared.Saying(Declared.Message, Level.Warning);
    private static readonly DiagnosticDescriptor s_unfiltered = Declared.Saying("'{0}' has '{1}' to be marked as deleted, but no query filter hides what is marked, as '{2}' has; add 'HasQueryFilter'");
    private static readonly DiagnosticDescriptor s_ignored = Declared.Saying("'IgnoreQueryFilters' brings back '{0}' that are marked as deleted, and drops every other filter, such as the tenant's; filter by hand what may be seen");

    /// <summary>The properties that tell the fix how the mark is set.</summary>
    internal const string Mark = "mark";

    private static readonly Members s_removes = new("Microsoft.EntityFrameworkCore.DbSet`1.{Remove,RemoveRange}", "Microsoft.EntityFrameworkCore.DbContext.{Remove,RemoveRange}");
    private static readonly Members s_deletes = new(
        "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.{ExecuteDelete,ExecuteDeleteAsync}", "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.{ExecuteDelete,ExecuteDeleteAsync}");
    private static readonly Members s_statements = new("Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.{ExecuteSql,ExecuteSqlAsync,ExecuteSqlRaw,ExecuteSqlRawAsync,ExecuteSqlInterpolated,ExecuteSqlInterpolatedAsync}");
    private static readonly Members s_ignores = new("Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.IgnoreQueryFilters");

    /// <summary>Code whose purpose is to remove for good, or to look at what was deleted.</summary>
    private static readonly Regex s_meant = new("purge|permanent|hard_?delet|erase|forget|gdpr|anonymi|clean|retention|expire|restor|undelet|recycle|trash|deleted|archive|admin|seed|migrat", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public BypassedSoftDelete()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbSet`1");

    public override void Start(Watch watch)
    {
        var model = DataModel.Of(watch);
        watch.Call(s_removes, (context, call) => Removed(context, call));
        watch.Call(s_deletes, (context, call) => Deleted(context, call));
        watch.Call(s_ignores, Ignored);
        watch.Call(s_statements, Stated);
        watch.Operation(OperationKind.SimpleAssignment, Set);
        watch.End(context =>
        {
            if (!model.FiltersByConvention)
                Unfiltered(context, model.Filtered.ToArray());
        });
    }

    private static void Unfiltered(CompilationAnalysisContext context, ITypeSymbol[] filtered)
    {
        // A filter on a base class of the mapping covers what derives from it.
        if (filtered.FirstOrDefault(static type => SoftDeletion.Mark(type) is not null) is not { } model || filtered.Any(static type => type.TypeKind is TypeKind.TypeParameter or TypeKind.Interface))
            return;
        var entities = Entities.Of(context.Compilation, context.CancellationToken);
        foreach (var type in SourceTypes.Of(context.Compilation, context.CancellationToken).All)
        {
            if (type.IsAbstract || !entities.Contains(type) || SoftDeletion.Mark(type) is not { } mark || filtered.Any(one => type.IsOrInherits((INamedTypeSymbol)one.OriginalDefinition)))
                continue;
            if (type.Locations.FirstOrDefault() is { IsInSource: true } place)
                context.ReportDiagnostic(Diagnostic.Create(s_unfiltered, place, type.Name, mark.Name, model.Name));
        }
    }

    private static void Removed(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Arguments.Length != 1 || Removable(call) is not { } entity || SoftDeletion.Mark(entity) is not { } mark || IsMeant(context) || SoftDeletion.IsIntercepted(context.Compilation, context.CancellationToken))
            return;
        // The context itself may be of another project, with its own way of saving.
        var owner = call.Instance is { } instance && LocalValues.Bare(instance) is IPropertyReferenceOperation { Instance.Type: { } type } ? type : call.Instance?.Type;
        if (!SoftDeletion.Saves(owner))
            Report(context, call, entity, mark);
    }

    private static void Deleted(OperationAnalysisContext context, IInvocationOperation call)
    {
        // Who lifts the filter first knows of the mark, and means it.
        if (EfQuery.Of(EfQuery.Source(call)) is { Entity: var entity } query && SoftDeletion.Mark(entity) is { } mark && !query.Has("IgnoreQueryFilters") && !IsMeant(context))
            Report(context, call, entity, mark);
    }

    /// <summary>SQL that goes past EF Core; the table is told by the name of its set or its class.</summary>
    private static void Stated(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (DataCall.Of(call) is not { Sql: { } sql, On.Type: { } on } || sql.Statements.FirstOrDefault(static one => one.Verb == "DELETE") is not { Table: { Length: > 0 } table } || IsMeant(context))
            return;
        for (var type = on; type is not null && !type.Is("Microsoft.EntityFrameworkCore.DbContext"); type = type.BaseType)
        {
            foreach (var set in type.GetMembers().OfType<IPropertySymbol>())
            {
                if (set.Type is INamedTypeSymbol { TypeArguments: [var entity] } && EfQuery.IsSet(set.Type) && (string.Equals(set.Name, table, StringComparison.OrdinalIgnoreCase) || string.Equals(entity.Name, table, StringComparison.OrdinalIgnoreCase))
                    && SoftDeletion.Mark(entity) is { } mark)
                    Report(context, CallPlace.Of(call), call.TargetMethod.Name, entity, mark);
            }
        }
    }

    /// <summary><c>Entry(order).State = EntityState.Deleted</c>.</summary>
    private static void Set(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment is { Target: IPropertyReferenceOperation { Property.Name: "State", Instance: IInvocationOperation { TargetMethod.Name: "Entry" } entry }, Value: IFieldReferenceOperation { Field: { Name: "Deleted", ContainingType.Name: "EntityState" } } }
            && entry.Arguments.Length == 1 && LocalValues.Bare(entry.Arguments[0].Value).Type is { } entity && SoftDeletion.Mark(entity) is { } mark && !IsMeant(context)
            && !SoftDeletion.IsIntercepted(context.Compilation, context.CancellationToken) && !SoftDeletion.Saves(entry.Instance?.Type))
            Report(context, assignment.Target.Syntax.GetLocation(), "EntityState.Deleted", entity, mark);
    }

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, ITypeSymbol entity, IPropertySymbol mark) =>
        context.ReportDiagnostic(Diagnostic.Create(HasFilter(context.Compilation, context.CancellationToken) ? s_sure : Declared.Descriptor, CallPlace.Of(call),
            ImmutableDictionary<string, string?>.Empty.Add(Mark, mark.Name), call.TargetMethod.Name, entity.Name, mark.Name));

    /// <summary>Where the mark can't be set by a repair, because no entity is at hand.</summary>
    private static void Report(OperationAnalysisContext context, Location place, string what, ITypeSymbol entity, IPropertySymbol mark) =>
        context.ReportDiagnostic(Diagnostic.Create(HasFilter(context.Compilation, context.CancellationToken) ? s_sure : Declared.Descriptor, place, what, entity.Name, mark.Name));

    private static void Ignored(OperationAnalysisContext context, IInvocationOperation call)
    {
        // Since EF Core 10 filters have names: who names one drops that one.
        if (call.Arguments.Length > 1 || EfQuery.Of(EfQuery.Source(call)) is not { Entity: var entity } || SoftDeletion.Mark(entity) is null || IsMeant(context) || !RequestReach.Of(context.Compilation, context.CancellationToken).Contains(call, context.ContainingSymbol))
            return;
        // What is deleted, counted or only asked for isn't brought back.
        if (End(call) is { TargetMethod.Name: var end } && (end.StartsWith("Execute", StringComparison.Ordinal) || Array.IndexOf(s_asks, end) >= 0))
            return;
        // Who looks at the mark knows of it.
        if (call.Parent is { } && Statement(call).Descendants().Any(inner => inner is IPropertyReferenceOperation { Property: var used } && SymbolEqualityComparer.Default.Equals(used, SoftDeletion.Mark(entity))))
            return;
        context.ReportDiagnostic(Diagnostic.Create(s_ignored, CallPlace.Of(call), entity.Name));
    }

    private static readonly string[] s_asks = ["Any", "AnyAsync", "All", "AllAsync", "Count", "CountAsync", "LongCount", "LongCountAsync"];

    /// <summary>The last call of the chain that a call is part of.</summary>
    private static IInvocationOperation End(IInvocationOperation call)
    {
        while (true)
        {
            var next = call.Parent;
            while (next is IConversionOperation or IArgumentOperation)
                next = next.Parent;
            if (next is not IInvocationOperation outer || EfQuery.Source(outer) is not { } source || !FunctionBody.IsIn(call, source))
                return call;
            call = outer;
        }
    }

    private static IOperation Statement(IOperation operation)
    {
        while (operation.Parent is { } parent and not (IBlockOperation or IAnonymousFunctionOperation))
            operation = parent;
        return operation;
    }

    private static ITypeSymbol? Removable(IInvocationOperation call) =>
        call.Instance?.Type is INamedTypeSymbol { TypeArguments: [var entity] } ? entity : call.TargetMethod.Name == "Remove" ? LocalValues.Bare(call.Arguments[0].Value).Type : null;

    private static bool IsMeant(OperationAnalysisContext context) =>
        s_meant.IsMatch(context.ContainingSymbol.Name) || IsMeantByRoute(context.Operation) || context.ContainingSymbol.ContainingType is { } type && s_meant.IsMatch(type.Name) || EnvironmentGate.Covers(context.Operation);

    /// <summary>A lambda has no name, but the route that it answers says what it does.</summary>
    private static bool IsMeantByRoute(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IInvocationOperation map && EntryPoints.MapMethods.Contain(map.TargetMethod))
                return map.Arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: string route } && s_meant.IsMatch(route));
        }

        return false;
    }

    private static bool HasFilter(Compilation compilation, CancellationToken cancellation) => (bool)s_hasFilter.Of(compilation, cancellation);

    private static readonly Fact<object> s_hasFilter = new(static (compilation, cancellation) => compilation.SyntaxTrees.Any(tree => tree.GetText(cancellation).ToString().Contains(".HasQueryFilter(")));
}
