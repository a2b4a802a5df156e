using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2015: a record is found by the id that the caller sends, and nothing asks whether it is the caller's.</summary>
public sealed class UnownedRecord : Check
{
    internal static readonly Rule Declared = new(
        "BR2015",
        nameof(UnownedRecord),
        "Callers reach only the records that are theirs",
        "'{0}' finds a '{1}' by the caller's '{2}' and doesn't look at '{3}'; add it to the condition, or authorize the caller for the record",
        Level.Off)
    {
        Profile = ["SB4"],
        Cwe = [639],
        Owasp = ["API1"],
        Asvs = ["8.2.2"],
    };

    private static readonly string[] s_owners = ["UserId", "OwnerId", "CustomerId", "TenantId", "AccountId", "CreatedById", "AuthorId", "OrganizationId", "OrganisationId", "CompanyId", "PatientId", "BuyerId", "BuyerIdentityGuid", "MemberId"];
    private static readonly string[] s_finds = ["Find", "FindAsync", "First", "FirstAsync", "FirstOrDefault", "FirstOrDefaultAsync", "Single", "SingleAsync", "SingleOrDefault", "SingleOrDefaultAsync"];

    /// <summary>These take their condition from the query alone.</summary>
    private static readonly string[] s_changes = ["ExecuteDelete", "ExecuteDeleteAsync", "ExecuteUpdate", "ExecuteUpdateAsync"];

    public UnownedRecord()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbSet`1");

    public override void Start(Watch watch) => Handlers.Watch(watch, handler =>
    {
        if (IsPrivileged(handler.Method) || IsPrivileged(handler.Method.ContainingType))
            return;
        foreach (var inner in handler.Body.Descendants())
        {
            if (inner is not IInvocationOperation call || Array.IndexOf(s_finds, call.TargetMethod.Name) < 0 && Array.IndexOf(s_changes, call.TargetMethod.Name) < 0 || Key(call, handler.Method) is not { } key
                || (EfQuery.Of(EfQuery.Source(call)) is { } query ? query.Entity : null) is not INamedTypeSymbol entity || Owner(entity) is not { } owner || Cares(handler.Body, owner))
                continue;
            if (!HasFilter(entity, watch.Compilation, handler.Cancellation))
                handler.Report(Declared.At(CallPlace.Of(call), handler.Name, entity.Name, key.Name, owner.Name));
        }
    });

    /// <summary>The parameter of the handler that the record is found by.</summary>
    private static IParameterSymbol? Key(IInvocationOperation call, IMethodSymbol handler)
    {
        var where = new List<IOperation>(Array.IndexOf(s_changes, call.TargetMethod.Name) >= 0 ? [] : call.Arguments.Where(static argument => argument.Parameter is { Ordinal: var at, ContainingSymbol: IMethodSymbol { IsExtensionMethod: var extends } } && (at > 0 || !extends)));
        for (var source = EfQuery.Source(call); source is not null && LocalValues.Bare(source) is IInvocationOperation step; source = EfQuery.Source(step))
        {
            if (step.TargetMethod.Name == "Where")
                where.AddRange(step.Arguments.Skip(1));
        }

        foreach (var operation in where.SelectMany(static one => one.DescendantsAndSelf()))
        {
            if (operation is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, handler) && parameter.Name.EndsWith("id", StringComparison.OrdinalIgnoreCase))
                return parameter;
        }

        return null;
    }

    private static IPropertySymbol? Owner(INamedTypeSymbol entity)
    {
        foreach (var current in entity.WithBases())
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol property && Array.IndexOf(s_owners, property.Name) >= 0)
                    return property;
            }
        }

        return null;
    }

    /// <summary>Whether the handler looks at the owner, asks for authorization, or hands the record to code that may.</summary>
    private static bool Cares(IOperation body, IPropertySymbol owner)
    {
        foreach (var inner in body.Descendants())
        {
            if (inner is IPropertyReferenceOperation { Property: var used } && SymbolEqualityComparer.Default.Equals(used.OriginalDefinition, owner.OriginalDefinition))
                return true;
            if (inner is IInvocationOperation { TargetMethod: var method } && (method.Name.StartsWith("Authorize", StringComparison.Ordinal) || method.Name is "IsInRole" or "HasClaim" || method.Name.IndexOf("Owner", StringComparison.OrdinalIgnoreCase) >= 0 || method.Name.IndexOf("CanAccess", StringComparison.Ordinal) >= 0
                || method.Name.IndexOf("Permission", StringComparison.Ordinal) >= 0 || method.Name.StartsWith("Ensure", StringComparison.Ordinal) && method.ContainingType.Name != "DatabaseFacade"))
                return true;
        }

        return false;
    }

    /// <summary>Roles and policies decide for every record.</summary>
    private static bool IsPrivileged(ISymbol? symbol) => symbol is not null && (symbol.Name.IndexOf("Admin", StringComparison.Ordinal) >= 0 || symbol.GetAttributes().Any(static attribute =>
        attribute.AttributeClass.IsOrInherits("Microsoft.AspNetCore.Authorization.AuthorizeAttribute") && (attribute.ConstructorArguments.Length > 0 || attribute.NamedArguments.Any(static named => named.Key is "Roles" or "Policy"))));

    private static readonly Fact<Dictionary<string, bool>> s_filtered = new(static (compilation, cancellation) =>
    {
        var found = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (!tree.GetText(cancellation).ToString().Contains("QueryFilter"))
                continue;
            foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
            {
                if (node is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "HasQueryFilter" or "SetQueryFilter" } access)
                    continue;
                foreach (var generic in access.Expression.DescendantNodesAndSelf().OfType<GenericNameSyntax>())
                    found[generic.TypeArgumentList.Arguments[0].ToString()] = true;
                if (access.Expression is IdentifierNameSyntax)
                    found["*"] = true;
            }
        }

        return found;
    });

    private static bool HasFilter(INamedTypeSymbol entity, Compilation compilation, CancellationToken cancellation)
    {
        var filtered = s_filtered.Of(compilation, cancellation);
        return filtered.ContainsKey("*") || filtered.ContainsKey(entity.Name);
    }
}
