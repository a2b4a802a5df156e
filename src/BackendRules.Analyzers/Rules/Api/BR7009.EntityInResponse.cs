using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR7009: what is stored is answered as it is.</summary>
public sealed class EntityInResponse : Check
{
    internal static readonly Rule Declared = new(
        "BR7009",
        nameof(EntityInResponse),
        "Answers have types of their own",
        "'{0}' answers with the stored '{1}' and so with '{2}'; answer with a type that has what callers need",
        Level.Warning)
    {
        Profile = ["CR1", "SB1", "AD1"],
        Cwe = [213, 200],
        Owasp = ["API3"],
        Asvs = ["15.3.1"],
    };

    private static readonly DiagnosticDescriptor s_navigation =
        Declared.Saying("'{0}' answers with the stored '{1}', whose '{2}' leads to other stored objects; answer with a type that has what callers need", Level.Info);

    private static readonly string[] s_sensitive =
    [
        "password", "passwordhash", "hash", "salt", "secret", "clientsecret", "token", "refreshtoken", "accesstoken", "apikey", "securitystamp", "concurrencystamp", "ssn", "socialsecuritynumber", "taxid", "creditcard",
        "cardnumber", "cvv", "cvc", "iban", "bankaccount", "pin", "otp", "twofactorsecret", "recoverycode", "privatekey", "internalnotes", "resettoken", "verificationtoken", "passwordsalt", "encryptedpassword",
    ];

    public EntityInResponse()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.EntityFrameworkCore.DbContext") || known.Has("MongoDB.Driver.IMongoCollection`1");

    public override void Start(Watch watch) => Handlers.Watch(watch, handler =>
    {
        var entities = Entities.Of(watch.Compilation, handler.Cancellation);
        foreach (var answer in Answers.Returned(handler.Body))
        {
            if (Answers.Written(answer) is not { } payload || LocalValues.Bare(payload).Type is not { } type || (Carried(entities, EndpointResponses.Awaited(type)) ?? Put(entities, payload)) is not { } entity)
                continue;
            var place = payload.Syntax.GetLocation();
            if (Member(entity, static property => IsSensitive(property.Name)) is { } secret)
                handler.Report(Declared.At(place, handler.Name, entity.Name, secret));
            else if (!IsModelled(handler.Method) && Member(entity, property => entities.In(property.Type) is not null) is { } navigation)
                handler.Report(Diagnostic.Create(s_navigation, place, handler.Name, entity.Name, navigation));
            else
                continue;
            return;
        }
    });

    /// <summary>OData answers with what its model shows, and follows a navigation only where the caller expands it.</summary>
    private static bool IsModelled(IMethodSymbol handler) =>
        handler.Attribute("Microsoft.AspNetCore.OData.Query.EnableQueryAttribute") is not null || handler.ContainingType is { } type
            && (type.IsOrInherits("Microsoft.AspNetCore.OData.Routing.Controllers.ODataController") || type.Attribute("Microsoft.AspNetCore.OData.Query.EnableQueryAttribute") is not null);

    /// <summary>The entity that is put into an envelope of any shape: <c>new { data = user }</c>, <c>new Answer { Result = user }</c>, <c>new Answer(user)</c> whose parameter is an object.</summary>
    private static INamedTypeSymbol? Put(Entities entities, IOperation payload)
    {
        IEnumerable<IOperation> parts = LocalValues.Resolve(payload) switch
        {
            IAnonymousObjectCreationOperation made => made.Initializers.OfType<ISimpleAssignmentOperation>().Select(static one => one.Value),
            IObjectCreationOperation made => (made.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Select(static one => one.Value) ?? [])
                .Concat(made.Arguments.Where(static argument => argument.Parameter?.Type.SpecialType == SpecialType.System_Object).Select(static argument => argument.Value)),
            _ => [],
        };
        return parts.Select(part => entities.In(LocalValues.Bare(part).Type)).FirstOrDefault(static entity => entity is not null);
    }

    /// <summary>The entity that an answer is, holds a list of, or wraps as <c>Page&lt;T&gt;</c> does.</summary>
    private static INamedTypeSymbol? Carried(Entities entities, ITypeSymbol? type)
    {
        if (entities.In(type) is { } entity)
            return entity;
        if (type is not INamedTypeSymbol { IsGenericType: true } wrapper)
            return null;
        for (var current = wrapper; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, IsIndexer: false } property && entities.In(property.Type) is { } carried)
                    return carried;
            }
        }

        return null;
    }

    private static bool IsSensitive(string name) => Array.IndexOf(s_sensitive, name.ToLowerInvariant()) >= 0;

    private static string? Member(INamedTypeSymbol entity, Func<IPropertySymbol, bool> wanted)
    {
        for (var current = entity; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, GetMethod: not null } property && wanted(property)
                    && !property.HasAttribute("System.Text.Json.Serialization.JsonIgnoreAttribute") && !property.HasAttribute("Newtonsoft.Json.JsonIgnoreAttribute"))
                    return property.Name;
            }
        }

        return null;
    }
}
