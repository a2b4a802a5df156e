using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6005: a whole table is loaded, and then filtered or counted in memory.</summary>
public sealed class EarlyList : Check
{
    internal static readonly Rule Declared = new(
        "BR6005",
        nameof(EarlyList),
        "The database filters and counts, not the program",
        "'{0}' loads '{1}' before '{2}' picks from it; put '{2}' in front, so that the database does it",
        Level.Warning)
    {
        Profile = ["DB1", "DB5", "CR4"],
        Cwe = [1049],
        Owasp = ["API4"],
    };

    private static readonly Members s_picks = new("System.Linq.Enumerable.{Where,Count,LongCount,Any,First,FirstOrDefault,Single,SingleOrDefault,Take,Skip}");

    private static readonly string[] s_lists = ["ToList", "ToArray", "ToListAsync", "ToArrayAsync", "AsEnumerable", "ToHashSet", "ToHashSetAsync"];

    public EarlyList()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbSet`1");

    public override void Start(Watch watch)
    {
        watch.Call(s_picks, Pick);
        watch.Operation(OperationKind.PropertyReference, Count);
    }

    private static void Pick(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Arguments.Length == 0 || List(call.Arguments[0].Value) is not var (list, query) || !call.Arguments.Skip(1).All(static argument => Translates(argument.Value)))
            return;
        // Taking from an ordered whole that sorted in memory is another matter: the chain in between decides.
        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), list.TargetMethod.Name, query.Entity.Name, call.TargetMethod.Name));
    }

    private static void Count(OperationAnalysisContext context)
    {
        var read = (IPropertyReferenceOperation)context.Operation;
        if (read.Property.Name is "Count" or "Length" && read.Instance is { } instance && LocalValues.Bare(instance) is not ILocalReferenceOperation && List(instance) is var (list, query))
            context.ReportDiagnostic(Declared.At(read.Syntax.GetLocation(), list.TargetMethod.Name, query.Entity.Name, read.Property.Name));
    }

    /// <summary>The call that loads, and its query. A local counts when this is its only use.</summary>
    private static (IInvocationOperation List, EfQuery Query)? List(IOperation source)
    {
        var value = LocalValues.Bare(source);
        if (value is ILocalReferenceOperation local)
        {
            if (LocalValues.Only(local) is not { } only || Uses(local) != 1 || IsRepeated(local))
                return null;
            value = LocalValues.Bare(only);
        }

        if (value is IAwaitOperation awaited)
            value = LocalValues.Bare(awaited.Operation);
        if (value is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured })
            value = LocalValues.Bare(configured);
        return value is IInvocationOperation call && Array.IndexOf(s_lists, call.TargetMethod.Name) >= 0 && EfQuery.Of(EfQuery.Source(call)) is { } query
            && !query.Has("FromSqlRaw") && !query.Has("FromSql") && !query.Has("FromSqlInterpolated") ? (call, query) : null;
    }

    /// <summary>Loaded once and looked into again and again: a query each time would cost more.</summary>
    private static bool IsRepeated(ILocalReferenceOperation local)
    {
        if (local.Local.DeclaringSyntaxReferences is not [var declared, ..])
            return false;
        for (var current = local.Parent; current is not null; current = current.Parent)
        {
            if (current is ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation && !current.Syntax.Span.Contains(declared.Span))
                return true;
        }

        return false;
    }

    private static int Uses(ILocalReferenceOperation local) => LocalValues.Root(local).Descendants().Count(operation => operation is ILocalReferenceOperation other && SymbolEqualityComparer.Default.Equals(other.Local, local.Local));

    /// <summary>Whether a database can do it: members, operators and the usual methods of texts, no code of this program.</summary>
    private static bool Translates(IOperation value)
    {
        foreach (var inner in value.DescendantsAndSelf())
        {
            switch (inner)
            {
                case IInvocationOperation { TargetMethod: var method }:
                    if (method.ContainingType.SpecialType != SpecialType.System_String || method.Name is not ("Contains" or "StartsWith" or "EndsWith" or "ToLower" or "ToUpper" or "Trim" or "IsNullOrEmpty" or "IsNullOrWhiteSpace")
                        || method.Parameters.Any(static parameter => parameter.Type.Name is "StringComparison" or "CultureInfo"))
                        return method.Name == "Contains" && method.ContainingNamespace?.ToDisplayString() is "System.Linq" or "System.Collections.Generic";
                    break;
                case IPropertyReferenceOperation { Property: { IsIndexer: false, SetMethod: null, ContainingType: { } type } property } when property.DeclaringSyntaxReferences.Length > 0 && type.TypeKind == TypeKind.Class && !type.IsRecord && !type.IsAnonymousType:
                    // A computed property exists in memory only.
                    return false;
                case IDelegateCreationOperation { Target: IMethodReferenceOperation }:
                case ILocalReferenceOperation { Type.TypeKind: TypeKind.Delegate } or IParameterReferenceOperation { Type.TypeKind: TypeKind.Delegate } or IFieldReferenceOperation { Type.TypeKind: TypeKind.Delegate }:
                    return false;
            }
        }

        return true;
    }
}
