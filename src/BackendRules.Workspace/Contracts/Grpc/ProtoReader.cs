using Google.Protobuf.Reflection;

namespace BackendRules.Workspaces;

/// <summary>Reads <c>.proto</c> files.</summary>
internal static class ProtoReader
{
    public static ProtoModel? Read(IEnumerable<CodeText> texts, List<Unresolved> unresolved)
    {
        var files = texts.Where(static text => text.Name.EndsWith(".proto", StringComparison.OrdinalIgnoreCase)).ToList();
        if (files.Count == 0)
            return null;
        var set = new FileDescriptorSet();
        foreach (var file in files)
            set.Add(file.Name, true, new StringReader(file.Text.TrimStart('\uFEFF')));
        set.Process();
        // An import that isn't there leaves names open; anything else is a file that can't be read.
        foreach (var file in set.GetErrors().Where(static error => error.IsError && !error.Message.StartsWith("type not found", StringComparison.OrdinalIgnoreCase) && !error.Message.Contains("import", StringComparison.OrdinalIgnoreCase)).Select(static error => error.File).Distinct(StringComparer.Ordinal))
            unresolved.Add(new Unresolved(file, "the file can't be read", "make it compile", null));
        var mine = set.Files.Where(static file => file.IncludeInOutput).ToList();
        return new ProtoModel
        {
            Methods = [.. mine.SelectMany(file => file.Services.SelectMany(service => service.Methods.Select(method => Method(Full(file.Package, service.Name), method)))).OrderBy(static m => m.Service, StringComparer.Ordinal).ThenBy(static m => m.Name, StringComparer.Ordinal)],
            Messages = [.. mine.SelectMany(static file => file.MessageTypes.SelectMany(message => Messages(file.Package, message))).OrderBy(static m => m.Name, StringComparer.Ordinal)],
            Enums = [.. mine.SelectMany(static file => file.EnumTypes.Select(one => Enum(file.Package, one)).Concat(file.MessageTypes.SelectMany(message => Enums(file.Package, message)))).OrderBy(static e => e.Name, StringComparer.Ordinal)],
        };
    }

    private static ProtoMethod Method(string service, MethodDescriptorProto method) =>
        new(service, method.Name, method.InputType.TrimStart('.'), method.OutputType.TrimStart('.'), (method.ClientStreaming, method.ServerStreaming) switch
        {
            (true, true) => "both",
            (true, false) => "client",
            (false, true) => "server",
            _ => "unary",
        })
        {
            IsDeprecated = method.Options?.Deprecated == true,
        };

    private static IEnumerable<ProtoMessage> Messages(string space, DescriptorProto message)
    {
        var name = Full(space, message.Name);
        yield return new ProtoMessage(name)
        {
            Fields = [.. message.Fields.Select(field => Field(field, message)).OrderBy(static f => f.Number)],
            Reserved = [.. message.ReservedRanges.Select(static range => new ProtoRange(range.Start, range.End - 1))],
            ReservedNames = [.. message.ReservedNames],
        };
        foreach (var inner in message.NestedTypes.Where(static nested => nested.Options?.MapEntry != true).SelectMany(nested => Messages(name, nested)))
            yield return inner;
    }

    private static IEnumerable<ProtoEnum> Enums(string space, DescriptorProto message)
    {
        var name = Full(space, message.Name);
        return message.EnumTypes.Select(one => Enum(name, one)).Concat(message.NestedTypes.SelectMany(nested => Enums(name, nested)));
    }

    private static ProtoField Field(FieldDescriptorProto field, DescriptorProto message)
    {
        var entry = message.NestedTypes.FirstOrDefault(nested => nested.Options?.MapEntry == true && field.TypeName?.EndsWith("." + nested.Name, StringComparison.Ordinal) == true);
        return new ProtoField(field.Number, field.Name, entry is null ? Type(field) : $"map<{string.Join(", ", entry.Fields.OrderBy(static f => f.Number).Select(Type))}>")
        {
            JsonName = string.IsNullOrEmpty(field.JsonName) ? Json(field.Name) : field.JsonName,
            IsRepeated = entry is null && field.label == FieldDescriptorProto.Label.LabelRepeated,
            // An optional field of proto3 has a oneof of its own that nobody wrote.
            OneOf = field.ShouldSerializeOneofIndex() && !field.Proto3Optional ? message.OneofDecls[field.OneofIndex].Name : null,
            IsEnum = field.type == FieldDescriptorProto.Type.TypeEnum,
        };
    }

    private static string Type(FieldDescriptorProto field) =>
        field.type is FieldDescriptorProto.Type.TypeMessage or FieldDescriptorProto.Type.TypeEnum or FieldDescriptorProto.Type.TypeGroup or 0
            ? field.TypeName.TrimStart('.') : field.type.ToString().Replace("Type", "", StringComparison.Ordinal).ToLowerInvariant();

    private static ProtoEnum Enum(string space, EnumDescriptorProto one) => new(Full(space, one.Name))
    {
        Values = [.. one.Values.Select(static value => new ProtoValue(value.Name, value.Number))],
        Reserved = [.. one.ReservedRanges.Select(static range => new ProtoRange(range.Start, range.End))],
        ReservedNames = [.. one.ReservedNames],
    };

    private static string Full(string? space, string name) => string.IsNullOrEmpty(space) ? name : space + "." + name;

    /// <summary>What protobuf makes of a name: <c>product_id</c> is productId.</summary>
    private static string Json(string name) => string.Concat(name.Split('_').Select(static (part, i) => i == 0 || part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
}
