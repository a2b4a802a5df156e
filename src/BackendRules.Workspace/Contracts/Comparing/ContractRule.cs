namespace BackendRules.Workspaces;

/// <summary>A rule about changes of a contract.</summary>
/// <param name="Id">BRC and three digits; never reused.</param>
/// <param name="Title">What the rule sees.</param>
/// <param name="Mitigation">The way out, as the second half of a message.</param>
public sealed record ContractRule(string Id, string Title, string Mitigation)
{
    private static readonly Dictionary<string, ContractRule> s_all = new ContractRule[]
    {
        new("BRC001", "Endpoint removed", "mark it obsolete for a release and remove it when nobody calls it"),
        new("BRC002", "Verb removed from a route", "keep the old verb until clients moved"),
        new("BRC003", "Route changed", "keep the old route as an alias until clients moved"),
        new("BRC004", "Route constraint tightened", "accept what was accepted, and answer 400 to what makes no sense"),
        new("BRC005", "API version removed, or chosen in another way", "keep serving the old version, or the old way to ask for it, until its sunset"),
        new("BRC006", "Two endpoints answer the same requests", "give one of them another route or another constraint"),
        new("BRC010", "Required parameter added", "make it optional with the old behaviour as its default"),
        new("BRC011", "Parameter removed", "say in the changelog that it is ignored, or keep it until clients moved"),
        new("BRC012", "Parameter became required", "keep it optional with the old behaviour as its default"),
        new("BRC013", "Parameter's type or place changed", "add a new parameter and keep reading the old one"),
        new("BRC014", "Parameter's default changed", "keep the default, or offer the new behaviour under a new value"),
        new("BRC015", "Limit tightened", "keep accepting what was accepted, or put the limit into a new version"),
        new("BRC020", "Request body added, demanded, removed, or read from fewer media types", "accept requests as they were until clients moved"),
        new("BRC021", "Required property added to a request", "make it optional with the old behaviour as its default"),
        new("BRC022", "Property removed from a request", "keep reading the old name until clients moved"),
        new("BRC023", "Property of a request accepts less", "accept the old values too, or put the change into a new version"),
        new("BRC024", "Number of an enum member changed", "give every member an explicit number and add new ones at the end"),
        new("BRC030", "Success status removed", "keep the old status, or put the change into a new version"),
        new("BRC031", "Error status added or removed", "mention it in the changelog"),
        new("BRC032", "Media type of an answer removed", "keep writing the old media type to those who accept it"),
        new("BRC033", "Property removed from an answer", "keep writing the old property until clients moved"),
        new("BRC034", "Optional property removed from an answer", "keep writing the old property until clients moved"),
        new("BRC035", "Property of an answer promises less", "keep the old promise, or add a new property beside it"),
        new("BRC036", "Enum value added to an answer", "write the new value only to clients that know it, or declare the enum open"),
        new("BRC037", "Polymorphic type changed", "keep the discriminator, and write new cases only to clients that know them"),
        new("BRC038", "Header removed from an answer", "keep setting it"),
        new("BRC040", "Authorization tightened", "tell callers which policy they need before it is switched on"),
        new("BRC041", "Authorization removed or weakened", "make sure that this is meant: the security part lists it"),
        new("BRC042", "Antiforgery, CORS, rate or size limit tightened", "tell callers before it is switched on"),
        new("BRC050", "Paging or sorting changed", "keep the old page size and order for callers who don't ask"),
        new("BRC051", "Format of errors changed", "keep the old members beside the new ones"),
        new("BRC060", "gRPC service or method removed", "keep the method, marked deprecated, until clients moved"),
        new("BRC061", "gRPC request or answer type changed", "add a new method for the new messages"),
        new("BRC062", "gRPC streaming changed", "add a new method"),
        new("BRC063", "gRPC field number reused", "give the new field a number that was never used, and reserve the old one"),
        new("BRC064", "gRPC field type changed", "add a field with a new number"),
        new("BRC065", "gRPC field renamed in JSON", "keep the JSON name with json_name"),
        new("BRC066", "gRPC field removed without reserving it", "reserve its number and its name"),
        new("BRC067", "gRPC enum value removed or renumbered", "keep the value, or reserve its number and its name"),
        new("BRC068", "gRPC field moved into or out of a oneof", "add a field with a new number"),
        new("BRC069", "gRPC message or package removed", "keep the old one until clients moved"),
        new("BRC070", "GraphQL field or type removed", "mark it @deprecated until clients moved"),
        new("BRC071", "GraphQL field's type changed", "add a field beside it"),
        new("BRC072", "GraphQL argument demanded", "make it optional, or give it a default"),
        new("BRC073", "GraphQL input field demanded", "make it optional, or give it a default"),
        new("BRC074", "GraphQL enum value changed", "keep the old value until clients moved"),
        new("BRC075", "GraphQL union or interface changed", "keep the old member until clients moved"),
        new("BRC080", "Hub or hub method removed", "keep the old one until clients moved"),
        new("BRC081", "Signature of a hub method changed", "add a method under a new name"),
        new("BRC082", "Event of a hub removed or changed", "send the old event beside the new one until clients moved"),
        new("BRC083", "Consumer's message, queue or schedule changed", "consume the old message or queue too until producers moved"),
        new("BRC090", "Public member of a contract library removed or changed", "keep the old member, marked obsolete, until the next major version"),
    }.ToDictionary(static rule => rule.Id, StringComparer.Ordinal);

    /// <summary>All rules, by id.</summary>
    public static IReadOnlyList<ContractRule> All { get; } = [.. s_all.Values.OrderBy(static rule => rule.Id, StringComparer.Ordinal)];

    /// <summary>The rule of an id.</summary>
    public static ContractRule Of(string id) => s_all[id];
}
