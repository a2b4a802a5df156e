using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>How people say that an answer comes in pages.</summary>
internal static class Paging
{
    private static readonly string[] s_names =
    [
        "page", "pageSize", "pageNumber", "pageIndex", "pageNo", "perPage", "per_page", "limit", "offset", "skip", "take", "cursor", "after", "before", "top", "size", "first", "last",
        "continuationToken", "pageToken", "maxResults", "maxItems", "max", "count", "startIndex", "start", "lastId", "since",
    ];

    private static readonly string[] s_words = ["Paged", "Page", "Paginat", "Paging", "Cursor", "ODataQueryOptions", "GridRequest", "SieveModel"];

    private static readonly string[] s_places = ["page", "cursor", "next", "offset", "limit", "hasMore", "skip", "token"];

    private static readonly string[] s_exports = ["export", "download", "csv", "report", "feed", "sitemap", "backup", "dump", "stream"];

    private static readonly string[] s_lookups =
    [
        "Country", "Currency", "Role", "Status", "Type", "Language", "Culture", "Locale", "TimeZone", "Region", "State", "Province", "Permission", "Unit", "Category", "Kind", "Setting", "Tenant",
        "Genre", "Priority", "Feature", "Plan",
    ];

    /// <summary>What a lookup says of each of its values beside the key.</summary>
    private static readonly string[] s_said =
    [
        "Name", "Code", "Key", "Value", "Description", "Label", "Symbol", "Abbreviation", "ShortName", "DisplayName", "Slug", "Color", "Colour", "Icon", "Order", "SortOrder", "DisplayOrder", "Position", "Level",
        "IsActive", "Active", "IsEnabled", "Enabled", "IsDefault", "Default", "IsDeleted", "Deleted",
    ];

    /// <summary>What grows with the business, however little is kept of it.</summary>
    private static readonly string[] s_growing =
        ["Customer", "User", "Product", "Order", "Invoice", "Payment", "Transaction", "Message", "Comment", "Post", "Article", "Employee", "Person", "Student", "Ticket", "Booking", "Book", "Todo"];

    /// <summary>OData's and HotChocolate's attributes, and attributes of one's own that derive from them.</summary>
    private static bool Pages(INamedTypeSymbol? attribute) =>
        attribute?.WithBases().Any(static type => type.Name is "EnableQueryAttribute" or "UsePagingAttribute" or "UseOffsetPagingAttribute") == true;

    /// <summary>Whether callers choose a page: a parameter, or a property of a parameter's type, says so; or the answer does.</summary>
    public static bool IsAsked(IMethodSymbol handler)
    {
        if (Says(EndpointResponses.Awaited(handler.ReturnType)) || handler.GetAttributes().Any(static a => Pages(a.AttributeClass)) || handler.ContainingType?.GetAttributes().Any(static a => Pages(a.AttributeClass)) == true)
            return true;
        foreach (var parameter in handler.Parameters)
        {
            if (IsName(parameter.Name) || Says(parameter.Type))
                return true;
            if (parameter.Type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } type && !EndpointBinding.IsSimple(type))
            {
                for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
                {
                    if (current.GetMembers().Any(static member => member is IPropertySymbol { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_String } or IPropertySymbol { Type.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } && IsName(member.Name)))
                        return true;
                }
            }
        }

        return false;
    }

    /// <summary>The sequences in an answer: the answer itself, or what an object made for it holds, unless that says something of pages.</summary>
    public static IEnumerable<IOperation> Parts(IOperation payload)
    {
        var (arguments, members) = payload switch
        {
            IAnonymousObjectCreationOperation made => (default, made.Initializers),
            IObjectCreationOperation { Type: { } type } made when IsWrapper(type) => (made.Arguments, made.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty),
            // 'Response.Create(rows)': what a method of the compilation makes of rows, where it has a place for them.
            IInvocationOperation { Instance: null, Type: { } type } call when call.TargetMethod.DeclaringSyntaxReferences.Length > 0 && IsWrapper(type) && HasRows(type) => (call.Arguments, ImmutableArray<IOperation>.Empty),
            _ => (default, default(ImmutableArray<IOperation>)),
        };
        if (members.IsDefault)
            return [payload];
        var values = members.OfType<ISimpleAssignmentOperation>().ToArray();
        var given = arguments.IsDefault ? [] : arguments.Where(static argument => !argument.IsImplicit).ToArray();
        if (values.Any(static value => LocalValues.Named(value.Target) is { } member && IsPlace(member.Name)) || given.Any(static argument => argument.Parameter is { } parameter && IsPlace(parameter.Name)))
            return [];
        return values.Select(static value => value.Value).Concat(given.Select(static argument => argument.Value));
    }

    private static bool IsWrapper(ITypeSymbol type) => type.SpecialType == SpecialType.None && !Entities.IsCollection(type) && !Says(type);

    private static bool HasRows(ITypeSymbol type) => type.GetMembers().Any(static member => member is IPropertySymbol { DeclaredAccessibility: Accessibility.Public } property && Entities.IsCollection(property.Type));

    public static bool IsExport(string name) => Array.Exists(s_exports, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Entities of which there are few by nature: named so, or with a text beside their key, or with two values that only say what a thing is called.</summary>
    public static bool IsLookup(ITypeSymbol entity)
    {
        if (entity.TypeKind == TypeKind.Error || Array.Exists(s_lookups, word => entity.Name.EndsWith(word, StringComparison.Ordinal)))
            return true;
        if (Array.Exists(s_growing, word => entity.Name.EndsWith(word, StringComparison.Ordinal)))
            return false;
        var (scalars, isNamed) = (0, true);
        for (var current = entity; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is not IPropertySymbol { IsStatic: false, IsImplicitlyDeclared: false } property)
                    continue;
                var isKnown = property.Name == "Id" || property.Name == entity.Name + "Id" || Array.IndexOf(s_said, property.Name) >= 0;
                if (!isKnown && property.Type.SpecialType != SpecialType.System_String)
                    return false;
                isNamed &= isKnown;
                scalars++;
            }
        }

        return scalars <= (isNamed ? 3 : 2);
    }

    /// <summary>Whether a part of an answer says where its rows stand among all.</summary>
    private static bool IsPlace(string name) => Array.Exists(s_places, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsName(string name) => Array.Exists(s_names, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));

    private static bool Says(ITypeSymbol type)
    {
        if (Array.Exists(s_words, word => type.Name.IndexOf(word, StringComparison.Ordinal) >= 0) && type.Name != "PageModel")
            return true;
        return type is INamedTypeSymbol named && named.TypeArguments.Any(Says);
    }
}
