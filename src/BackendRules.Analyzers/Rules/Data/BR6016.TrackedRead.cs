using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6016: entities that are only shown are tracked for changes.</summary>
public sealed class TrackedRead : Check
{
    internal static readonly Rule Declared = new(
        "BR6016",
        nameof(TrackedRead),
        "What is only read isn't tracked",
        "'{0}' of a GET tracks each '{1}' for changes that nobody makes, which costs memory and time; add 'AsNoTracking'",
        Level.Info)
    {
        Profile = ["DB5"],
    };

    private static readonly string[] s_loads = ["ToListAsync", "ToArrayAsync", "FirstAsync", "FirstOrDefaultAsync", "SingleAsync", "SingleOrDefaultAsync", "ToList", "ToArray", "First", "FirstOrDefault", "Single", "SingleOrDefault"];
    private static readonly string[] s_shapes = ["Select", "SelectMany", "GroupBy", "AsNoTracking", "AsNoTrackingWithIdentityResolution", "AsTracking", "ProjectTo", "ProjectToType", "Join", "Distinct"];

    private static readonly Fact<object> s_global = new(static (compilation, cancellation) => compilation.SyntaxTrees.Any(tree => tree.GetText(cancellation).ToString().Contains("QueryTrackingBehavior")));

    public TrackedRead()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbSet`1");

    public override void Start(Watch watch) => Handlers.Watch(watch, handler =>
    {
        if (handler.Verb != "GET" || Changes(handler.Body))
            return;
        foreach (var inner in handler.Body.Descendants())
        {
            if (inner is not IInvocationOperation call || Array.IndexOf(s_loads, call.TargetMethod.Name) < 0 || EfQuery.Of(EfQuery.Source(call)) is not { } query || Array.Exists(s_shapes, query.Has) || !IsEntity(call.Type, query.Entity))
                continue;
            if (!(bool)s_global.Of(watch.Compilation, handler.Cancellation))
                handler.Report(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.Name, query.Entity.Name));
        }
    });

    /// <summary>Whether the body writes anything: then the entities may be meant for it.</summary>
    private static bool Changes(IOperation body)
    {
        foreach (var inner in body.Descendants())
        {
            if (inner is IInvocationOperation { TargetMethod.Name: "SaveChanges" or "SaveChangesAsync" or "Load" or "LoadAsync" or "Entry" or "Attach" or "Update" or "Remove" }
                || inner is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: ILocalReferenceOperation } })
                return true;
        }

        return false;
    }

    private static bool IsEntity(ITypeSymbol? type, ITypeSymbol entity) => type switch
    {
        IArrayTypeSymbol array => SymbolEqualityComparer.Default.Equals(array.ElementType, entity),
        INamedTypeSymbol { TypeArguments: [var inner] } => IsEntity(inner, entity) || SymbolEqualityComparer.Default.Equals(inner.WithNullableAnnotation(NullableAnnotation.None), entity.WithNullableAnnotation(NullableAnnotation.None)),
        null => false,
        _ => SymbolEqualityComparer.Default.Equals(type.WithNullableAnnotation(NullableAnnotation.None), entity.WithNullableAnnotation(NullableAnnotation.None)),
    };
}
