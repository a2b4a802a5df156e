namespace BackendRules.Workspaces;

/// <summary>Endpoints that take files.</summary>
internal static class UploadEndpoints
{
    public static IEnumerable<TrustBoundary> Of(ApiService service) =>
        from endpoint in service.Endpoints
        where endpoint.Parameters.Any(parameter => parameter.In == ParameterPlace.Form && IsFile(parameter.Type, service))
        select new TrustBoundary(BoundaryKind.Upload, service.Name, "a file of its form", endpoint.ToString(), endpoint.Place);

    /// <summary>A file, several, or an object of a form with one among its properties.</summary>
    private static bool IsFile(TypeRef type, ApiService service) => type switch
    {
        { Kind: WireKind.Array, Item: { } item } => IsFile(item, service),
        { Kind: WireKind.Primitive } => type.Format == "binary",
        { Ref: { } name } => service.Types.TryGetValue(name, out var shape) && shape.Properties.Any(static property => property.Type is { Format: "binary" } or { Item.Format: "binary" }),
        _ => false,
    };
}
