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

    private static readonly Members s_reads = new(
        "Microsoft.AspNetCore.Http.HttpRequestJsonExtensions.ReadFromJsonAsync", "Microsoft.Azure.Functions.Worker.Http.HttpRequestDataExtensions.ReadFromJsonAsync");

    private static readonly Members s_updates = new("Microsoft.AspNetCore.Mvc.ControllerBase.TryUpdateModelAsync", "Microsoft.AspNetCore.Mvc.RazorPages.PageModel.TryUpdateModelAsync", "Microsoft.AspNetCore.Mvc.RazorPages.PageBase.TryUpdateModelAsync");

    private static readonly string[] s_verbs = ["Add", "Insert", "Create", "Update", "Save", "Store", "Upsert", "Replace"];

    public MassAssignment()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbContext") || known.Has("MongoDB.Driver.IMongoCollection`1");

    public override void Start(Watch watch)
    {
        var handed = new ConcurrentBag<(Filled Filled, IOperation Body)>();
        var services = new HandedEntities(watch, Store);
        Handlers.Watch(watch, handler =>
        {
            if (handler.Verb is "GET" or "DELETE")
                return;
            foreach (var filled in Bound(handler, watch.Compilation))
            {
                if (!HandedEntities.Hands(handler.Body, filled.Entity, watch.Compilation) && (filled.Store ?? Store(handler.Body, filled.Entity)) is { } store)
                    Report(handler.Report, filled, store, [(handler.Body, filled.Entity)]);
                else
                    handed.Add((filled, handler.Body));
            }
        });
        watch.End(context =>
        {
            foreach (var (filled, body) in handed)
            {
                if (filled.Store is { } store)
                    Report(context.ReportDiagnostic, filled, store, [(body, filled.Entity)]);
                else if (services.Way(body, filled.Entity) is { } way)
                    Report(context.ReportDiagnostic, filled, way.Store, way.Through);
            }
        });

        void Report(Action<Diagnostic> report, Filled filled, IOperation store, IReadOnlyList<(IOperation Body, BoundEntity Entity)> through)
        {
            var decided = new Lazy<HashSet<string>>(() => services.Decided(through));
            var open = Open(filled.Type, member => decided.Value.Contains(member) || StampedMembers.Of(watch.Compilation, watch.Cancellation).Contains(member));
            if (open.Count == 0)
                return;
            var privileged = open.Find(static member => Array.IndexOf(s_privileged, member) >= 0);
            var isNew = store is IInvocationOperation { TargetMethod.Name: var name } && Array.Exists(s_adds, verb => name.StartsWith(verb, StringComparison.Ordinal))
                && filled.Entity.Origin is IParameterSymbol { Type: var type } && SymbolEqualityComparer.Default.Equals(type, filled.Type);
            report(Diagnostic.Create(privileged is null ? s_key : Declared.Descriptor, filled.At, isNew ? s_added : null, filled.Type.Name, privileged ?? open[0]));
        }
    }

    /// <summary>What a caller of a handler fills, and where that is said.</summary>
    private static IEnumerable<Filled> Bound(Handler handler, Compilation compilation)
    {
        var entities = Entities.Of(compilation, handler.Cancellation);
        foreach (var parameter in handler.Method.Parameters)
        {
            if (IsChosen(parameter))
                continue;
            var at = parameter.Locations.FirstOrDefault() ?? handler.Body.Syntax.GetLocation();
            if (entities.In(parameter.Type) is { } entity)
                yield return new Filled(new BoundEntity(parameter), entity, at);
            else if (entities.Held(parameter.Type) is { } held)
                yield return new Filled(new BoundEntity(parameter, held.Member), held.Entity, at);
        }

        if (handler.Method.ContainingType is { } page && page.IsOrInherits("Microsoft.AspNetCore.Mvc.RazorPages.PageModel"))
        {
            var all = page.HasAttribute("Microsoft.AspNetCore.Mvc.BindPropertiesAttribute");
            foreach (var property in ModelRules.Members(page))
            {
                if ((all || property.HasAttribute("Microsoft.AspNetCore.Mvc.BindPropertyAttribute")) && entities.In(property.Type) is { } entity)
                    yield return new Filled(new BoundEntity(property), entity, handler.Method.Locations[0]);
            }
        }

        foreach (var call in handler.Body.Descendants().OfType<IInvocationOperation>())
        {
            if (s_reads.Contain(call.TargetMethod) && entities.In(call.TargetMethod.TypeArguments.FirstOrDefault()) is { } read)
                yield return new Filled(BoundEntity.Of(call), read, call.Syntax.GetLocation());
            else if (s_updates.Contain(call.TargetMethod) && IsWhole(call) && entities.In(LocalValues.Bare(call.Arguments[0].Value).Type) is { } updated && handler.Body.Descendants().Any(IsSave))
                yield return new Filled(BoundEntity.Of(call.Arguments[0].Value), updated, call.Arguments[0].Syntax.GetLocation(), call);
        }
    }

    /// <summary>Whether a call binds all members: nothing in it chooses.</summary>
    private static bool IsWhole(IInvocationOperation call) =>
        call.Arguments.All(static argument => argument.ArgumentKind == ArgumentKind.ParamArray ? argument.Value is IArrayCreationOperation { Initializer.ElementValues.IsEmpty: true } : argument.Parameter?.Type.TypeKind is not (TypeKind.Delegate or TypeKind.Array));

    private static bool IsSave(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: var name } && (name.StartsWith("Save", StringComparison.Ordinal) || name.StartsWith("Commit", StringComparison.Ordinal));

    /// <summary>From the container or the route, or with a list of what may be bound.</summary>
    private static bool IsChosen(IParameterSymbol parameter) =>
        parameter.HasAttribute("Microsoft.AspNetCore.Mvc.BindAttribute") || parameter.HasAttribute("Microsoft.AspNetCore.Http.Metadata.IFromServiceMetadata")
        || parameter.HasAttribute("Microsoft.AspNetCore.Mvc.ModelBinderAttribute");

    /// <summary>The call that stores the entity as it is.</summary>
    private static IOperation? Store(IOperation body, BoundEntity entity)
    {
        if (entity.IsReplaced(body))
            return null;
        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation call when s_stores.Contain(call.TargetMethod) || IsRepository(call.TargetMethod) || IsChild(call, entity):
                    if (call.Arguments.Any(argument => entity.Is(argument.Value)) && !(call.TargetMethod.Name == "Attach" && body.Descendants().Any(IsMark)))
                        return call;
                    break;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "State", ContainingType.Name: "EntityEntry" }, Instance: { } entry } } assignment
                    when assignment.Value.Syntax.ToString().EndsWith("Modified", StringComparison.Ordinal) || assignment.Value.Syntax.ToString().EndsWith("Added", StringComparison.Ordinal):
                    if (LocalValues.Resolve(entry) is IInvocationOperation of && of.Arguments.Any(argument => entity.Is(argument.Value)))
                        return assignment;
                    break;
            }
        }

        return null;
    }

    /// <summary>An entity that is attached to mark some of its members is stored with these alone.</summary>
    private static bool IsMark(IOperation operation) => operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "IsModified", ContainingType.Name: "PropertyEntry" or "MemberEntry" } } };

    /// <summary>Whether a call adds to the rows that another stored object holds.</summary>
    private static bool IsChild(IInvocationOperation call, BoundEntity entity) =>
        call is { TargetMethod.Name: "Add" or "AddRange", Instance: { } rows, SemanticModel.Compilation: { } compilation } && LocalValues.Bare(rows) is IPropertyReferenceOperation { Instance: { } owner } property
        && Entities.IsCollection(property.Property.Type) && Entities.Of(compilation, default).Contains(property.Property.ContainingType) && !entity.Is(owner);

    private static bool IsRepository(IMethodSymbol method) =>
        method.ContainingType is { } type && type.OriginalDefinition.Name.EndsWith("Repository", StringComparison.Ordinal)
        && Array.Exists(s_verbs, verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    /// <summary>Members that are not for callers to set, and that they can set: the privileged ones first, then the key.</summary>
    private static List<string> Open(INamedTypeSymbol entity, Func<string, bool> isSet)
    {
        var open = new List<string>();
        foreach (var property in ModelRules.Members(entity))
        {
            if (property.SetMethod!.DeclaredAccessibility == Accessibility.Public && !IsKept(property) && IsPrivileged(property, entity) && !isSet(property.Name))
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

    /// <summary>What a caller fills.</summary>
    /// <param name="Entity">How the handler names it.</param>
    /// <param name="Type">The stored class.</param>
    /// <param name="At">Where it is said.</param>
    /// <param name="Store">The call that fills what the database's context holds already.</param>
    private sealed record Filled(BoundEntity Entity, INamedTypeSymbol Type, Location At, IOperation? Store = null);
}
