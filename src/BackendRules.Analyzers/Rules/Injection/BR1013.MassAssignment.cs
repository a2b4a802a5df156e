using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR1013: a stored class is bound from the request and stored as it came.</summary>
public sealed class MassAssignment : Check
{
    internal static readonly Rule Declared = new(
        "BR1013",
        nameof(MassAssignment),
        "Callers set only the values that are theirs to set",
        "'{0}' is bound from the request and stored as it is, so callers set '{1}' too; bind a type of its own and copy what callers may set",
        Level.Warning)
    {
        Profile = ["CR1", "SB4"],
        Cwe = [915],
        Owasp = ["API3"],
        Asvs = ["15.3.3"],
        AtEnd = true,
    };

    /// <summary>The property of a finding whose entity is new: what callers don't set keeps its default.</summary>
    internal const string Added = "added";

    private static readonly ImmutableDictionary<string, string?> s_added = ImmutableDictionary<string, string?>.Empty.Add(Added, "");

    private static readonly string[] s_adds = ["Add", "Insert", "Create"];

    private static readonly Rule s_rule = Declared;

    private static readonly DiagnosticDescriptor s_key =
        Declared.Saying("'{0}' is bound from the request and stored as it is, so callers set '{1}' too; bind a type of its own and copy what callers may set", Level.Info);

    private static readonly string[] s_privileged =
    [
        "IsAdmin", "Admin", "Role", "Roles", "RoleId", "IsOwner", "OwnerId", "Owner", "UserId", "TenantId", "AccountId", "Price", "Cost", "Balance", "Credit", "Discount", "Total", "Amount", "Status", "State", "IsActive", "IsEnabled",
        "IsApproved", "Approved", "IsVerified", "Verified", "EmailConfirmed", "IsDeleted", "Deleted", "CreatedBy", "CreatedAt", "CreatedOn", "Created", "UpdatedBy", "ModifiedBy", "PasswordHash", "Password", "SecurityStamp",
        "Permissions", "Permission", "IsPaid", "Paid", "Rating", "Score",
    ];

    private static readonly Members s_stores = new(
        "Microsoft.EntityFrameworkCore.DbSet`1.{Add,AddAsync,AddRange,AddRangeAsync,Update,UpdateRange,Attach}",
        "Microsoft.EntityFrameworkCore.DbContext.{Add,AddAsync,AddRange,AddRangeAsync,Update,UpdateRange,Attach}",
        "Microsoft.EntityFrameworkCore.ChangeTracking.PropertyValues.SetValues",
        "MongoDB.Driver.IMongoCollection`1.{InsertOne,InsertOneAsync,InsertMany,InsertManyAsync,ReplaceOne,ReplaceOneAsync,FindOneAndReplace,FindOneAndReplaceAsync}",
        "MongoDB.Driver.IMongoCollectionExtensions.{InsertOne,InsertOneAsync,ReplaceOne,ReplaceOneAsync,FindOneAndReplace,FindOneAndReplaceAsync}");

    private static readonly string[] s_verbs = ["Add", "Insert", "Create", "Update", "Save", "Store", "Upsert", "Replace"];

    public MassAssignment()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbContext") || known.Has("MongoDB.Driver.IMongoCollection`1");

    public override void Start(Watch watch)
    {
        var handed = new ConcurrentBag<(IParameterSymbol Parameter, INamedTypeSymbol Entity, IOperation Body)>();
        var services = new HandedEntities(watch, static (body, parameter) => Store(body, parameter));
        Handlers.Watch(watch, handler =>
        {
            if (handler.Verb is "GET" or "DELETE" || handler.Method.Parameters.IsEmpty)
                return;
            var entities = Entities.Of(watch.Compilation, handler.Cancellation);
            foreach (var parameter in handler.Method.Parameters)
            {
                if (entities.In(parameter.Type) is not { } entity || IsChosen(parameter))
                    continue;
                if (Store(handler.Body, parameter) is { } store)
                    Report(handler.Report, entity, parameter, store, [(handler.Body, parameter)]);
                else
                    handed.Add((parameter, entity, handler.Body));
            }
        });
        watch.End(context =>
        {
            foreach (var (parameter, entity, body) in handed)
            {
                if (services.Way(body, parameter) is { } way)
                    Report(context.ReportDiagnostic, entity, parameter, way.Store, way.Through);
            }
        });
    }

    /// <param name="through">The bodies on the way to the store, and what each calls the entity.</param>
    private static void Report(Action<Diagnostic> report, INamedTypeSymbol entity, IParameterSymbol parameter, IOperation store, IReadOnlyList<(IOperation Body, IParameterSymbol Parameter)> through)
    {
        var open = Open(entity, through);
        if (open.Count == 0)
            return;
        var privileged = open.Find(static member => Array.IndexOf(s_privileged, member) >= 0);
        report(Diagnostic.Create(
            privileged is null ? s_key : s_rule.Descriptor,
            parameter.Locations.FirstOrDefault() ?? store.Syntax.GetLocation(),
            store is IInvocationOperation { TargetMethod.Name: var name } && Array.Exists(s_adds, verb => name.StartsWith(verb, StringComparison.Ordinal)) ? s_added : null,
            entity.Name,
            privileged ?? open[0]));
    }

    /// <summary>From the container or the route, or with a list of what may be bound.</summary>
    private static bool IsChosen(IParameterSymbol parameter) =>
        parameter.HasAttribute("Microsoft.AspNetCore.Mvc.BindAttribute") || parameter.HasAttribute("Microsoft.AspNetCore.Http.Metadata.IFromServiceMetadata")
        || parameter.HasAttribute("Microsoft.AspNetCore.Mvc.ModelBinderAttribute");

    /// <summary>The call that stores the parameter as it is.</summary>
    private static IOperation? Store(IOperation body, IParameterSymbol parameter)
    {
        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation call when s_stores.Contain(call.TargetMethod) || IsRepository(call.TargetMethod):
                    if (call.Arguments.Any(argument => Is(argument.Value, parameter)))
                        return call;
                    break;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "State", ContainingType.Name: "EntityEntry" }, Instance: { } entry } } assignment
                    when assignment.Value.Syntax.ToString().EndsWith("Modified", StringComparison.Ordinal) || assignment.Value.Syntax.ToString().EndsWith("Added", StringComparison.Ordinal):
                    if (LocalValues.Bare(entry) is IInvocationOperation of && of.Arguments.Any(argument => Is(argument.Value, parameter)))
                        return assignment;
                    break;
            }
        }

        return null;
    }

    private static bool IsRepository(IMethodSymbol method) =>
        method.ContainingType is { } type && type.OriginalDefinition.Name.EndsWith("Repository", StringComparison.Ordinal)
        && Array.Exists(s_verbs, verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    internal static bool Is(IOperation value, IParameterSymbol parameter)
    {
        value = LocalValues.Resolve(value);
        if (value is IArrayCreationOperation { Initializer: { } initializer })
            return initializer.ElementValues.Any(element => Is(element, parameter));
        return value is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter);
    }

    /// <summary>Members that are not for callers to set, and that they can set: the privileged ones first, then the key.</summary>
    private static List<string> Open(INamedTypeSymbol entity, IReadOnlyList<(IOperation Body, IParameterSymbol Parameter)> through)
    {
        var open = new List<string>();
        foreach (var property in ModelRules.Members(entity))
        {
            if (property.SetMethod!.DeclaredAccessibility == Accessibility.Public && !IsKept(property) && IsPrivileged(property, entity) && !through.Any(step => IsAssigned(property, step.Body, step.Parameter)))
                open.Add(property.Name);
        }

        return open;
    }

    internal static bool IsKept(IPropertySymbol property) =>
        property.HasAttribute("Microsoft.AspNetCore.Mvc.ModelBinding.BindNeverAttribute") || property.HasAttribute("System.Text.Json.Serialization.JsonIgnoreAttribute")
        || property.HasAttribute("Newtonsoft.Json.JsonIgnoreAttribute");

    /// <summary>Whether a member is not for callers to set: a key, or one that grants or decides something.</summary>
    internal static bool IsPrivileged(IPropertySymbol property, INamedTypeSymbol entity) =>
        property.Name == "Id" || property.Name == entity.Name + "Id" || Array.IndexOf(s_privileged, property.Name) >= 0;

    private static bool IsAssigned(IPropertySymbol property, IOperation body, IParameterSymbol parameter) =>
        body.Descendants().Any(operation => operation is IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } instance } target }
            && SymbolEqualityComparer.Default.Equals(target.Property, property) && Is(instance, parameter));
}
