namespace BackendRules.Workspaces;

/// <summary>BRC060 to BRC069: what callers of a gRPC service, in binary and in JSON, must not lose.</summary>
internal sealed class ProtoComparison(ChangeLog log, string service, ProtoModel before, ProtoModel after)
{
    // What can be read as each other on the wire.
    private static readonly string[][] s_alike = [["int32", "uint32", "int64", "uint64", "bool", "enum"], ["sint32", "sint64"], ["fixed32", "sfixed32"], ["fixed64", "sfixed64"], ["string", "bytes"]];

    private readonly Dictionary<string, string> _moved = Packages(before, after);

    public void Report()
    {
        foreach (var group in _moved.GroupBy(static pair => (Space(pair.Key), Space(pair.Value))))
            Say("BRC069", ContractLevel.Breaking, group.Key.Item1, $"Package '{group.Key.Item1}' is called '{group.Key.Item2}'", new Changed(null, group.Key.Item1, group.Key.Item2));
        Methods();
        foreach (var old in before.Messages)
        {
            if (after.Messages.FirstOrDefault(m => m.Name == Now(old.Name)) is { } young)
                Message(old, young);
            else
                Say("BRC069", ContractLevel.Breaking, old.Name, $"Message '{old.Name}' is gone", new Changed(null, old.Name, null));
        }

        foreach (var old in before.Enums)
        {
            if (after.Enums.FirstOrDefault(e => e.Name == Now(old.Name)) is { } young)
                Values(old, young);
            else
                Say("BRC069", ContractLevel.Breaking, old.Name, $"Enum '{old.Name}' is gone", new Changed(null, old.Name, null));
        }
    }

    private void Methods()
    {
        foreach (var group in before.Methods.GroupBy(static m => m.Service))
        {
            var now = after.Methods.Where(m => m.Service == Now(group.Key)).ToList();
            if (now.Count == 0)
            {
                Say("BRC060", group.All(static m => m.IsDeprecated) ? ContractLevel.Info : ContractLevel.Breaking, group.Key, $"Service '{group.Key}' is gone", new Changed(null, group.Key, null));
                continue;
            }

            foreach (var old in group)
            {
                var name = $"{old.Service}/{old.Name}";
                if (now.Find(m => m.Name == old.Name) is not { } young)
                {
                    Say("BRC060", old.IsDeprecated ? ContractLevel.Info : ContractLevel.Breaking, name, $"Method '{name}' is gone", new Changed(null, name, null));
                    continue;
                }

                if (Now(old.Request) != young.Request)
                    Say("BRC061", ContractLevel.Breaking, name, $"'{name}' takes {young.Request} instead of {old.Request}", new Changed("request", old.Request, young.Request));
                if (Now(old.Answer) != young.Answer)
                    Say("BRC061", ContractLevel.Breaking, name, $"'{name}' answers {young.Answer} instead of {old.Answer}", new Changed("answer", old.Answer, young.Answer));
                if (old.Streaming != young.Streaming)
                    Say("BRC062", ContractLevel.Breaking, name, $"'{name}' streams {Streams(young.Streaming)} instead of {Streams(old.Streaming)}", new Changed(null, old.Streaming, young.Streaming));
            }
        }
    }

    private void Message(ProtoMessage old, ProtoMessage young)
    {
        foreach (var field in old.Fields)
        {
            var name = $"'{field.Name}' of '{old.Name}'";
            if (young.Fields.FirstOrDefault(f => f.Number == field.Number) is not { } now)
            {
                var elsewhere = young.Fields.FirstOrDefault(f => f.Name == field.Name);
                if (elsewhere is not null)
                    Say("BRC063", ContractLevel.Breaking, old.Name, $"{name} has the number {elsewhere.Number} instead of {field.Number}", new Changed(field.Name, Text(field.Number), Text(elsewhere.Number)));
                else if (!young.Reserved.Any(range => range.Contains(field.Number)) || !young.ReservedNames.Contains(field.Name))
                    Say("BRC066", ContractLevel.Breaking, old.Name, $"{name} is gone, and its {(young.Reserved.Any(range => range.Contains(field.Number)) ? "name" : "number")} {(young.Reserved.Any(range => range.Contains(field.Number)) ? $"'{field.Name}'" : Text(field.Number))} isn't reserved", new Changed(field.Name, Text(field.Number), null));
                continue;
            }

            var isSame = Type(now) == Now(Type(field)) || Type(now) == Type(field);
            if (!isSame && now.Name != field.Name)
            {
                Say("BRC063", ContractLevel.Breaking, old.Name, $"The number {field.Number} of {name} is that of '{now.Name}', a {Type(now)}", new Changed(field.Name, Type(field), Type(now)));
                continue;
            }

            if (!isSame)
                Say("BRC064", IsAlike(field, now) ? ContractLevel.Potential : ContractLevel.Breaking, old.Name, $"{name} is {Type(now)} instead of {Type(field)}", new Changed(field.Name, Type(field), Type(now)));
            if (now.JsonName != field.JsonName)
                Say("BRC065", ContractLevel.Breaking, old.Name, $"{name} is called '{now.JsonName}' instead of '{field.JsonName}' in JSON", new Changed(field.Name, field.JsonName, now.JsonName));
            if (now.OneOf != field.OneOf)
                Say("BRC068", ContractLevel.Breaking, old.Name, $"{name} moved {(now.OneOf is null ? $"out of the oneof '{field.OneOf}'" : $"into the oneof '{now.OneOf}'")}", new Changed(field.Name, field.OneOf, now.OneOf));
        }
    }

    private void Values(ProtoEnum old, ProtoEnum young)
    {
        foreach (var value in old.Values)
        {
            if (young.Values.Any(v => v.Name == value.Name && v.Number == value.Number))
                continue;
            if (young.Values.FirstOrDefault(v => v.Name == value.Name) is { } other)
                Say("BRC067", ContractLevel.Breaking, old.Name, $"'{value.Name}' of '{old.Name}' has the number {other.Number} instead of {value.Number}", new Changed(value.Name, Text(value.Number), Text(other.Number)));
            else if (young.Values.FirstOrDefault(v => v.Number == value.Number) is { } renamed)
                Say("BRC067", ContractLevel.Breaking, old.Name, $"'{value.Name}' of '{old.Name}' is called '{renamed.Name}'", new Changed(value.Name, value.Name, renamed.Name));
            else if (!young.Reserved.Any(range => range.Contains(value.Number)))
                Say("BRC067", ContractLevel.Breaking, old.Name, $"'{value.Name}' of '{old.Name}' is gone, and its number {value.Number} isn't reserved", new Changed(value.Name, Text(value.Number), null));
        }
    }

    private void Say(string id, ContractLevel level, string subject, string what, Changed change) => new Subject(log, service, subject).Report(id, level, Direction.None, what, change);

    /// <summary>The name that something has since its package moved.</summary>
    private string Now(string name) => _moved.TryGetValue(name, out var now) ? now : _moved.FirstOrDefault(pair => name.StartsWith(Space(pair.Key) + ".", StringComparison.Ordinal)) is { Key: { } old } pair ? Space(pair.Value) + name[Space(old).Length..] : name;

    /// <summary>Services that are there under another package.</summary>
    private static Dictionary<string, string> Packages(ProtoModel before, ProtoModel after)
    {
        var now = after.Methods.Select(static m => m.Service).Distinct().ToList();
        return before.Methods.Select(static m => m.Service).Distinct().Where(old => !now.Contains(old))
            .Select(old => (Old: old, Now: now.Where(one => one[(one.LastIndexOf('.') + 1)..] == old[(old.LastIndexOf('.') + 1)..]).ToList()))
            .Where(static pair => pair.Now.Count == 1).ToDictionary(static pair => pair.Old, static pair => pair.Now[0], StringComparer.Ordinal);
    }

    private static string Space(string name) => name.LastIndexOf('.') is var dot and > 0 ? name[..dot] : "";

    private static bool IsAlike(ProtoField one, ProtoField other) =>
        one.IsRepeated == other.IsRepeated && Array.Exists(s_alike, group => Array.IndexOf(group, one.IsEnum ? "enum" : one.Type) >= 0 && Array.IndexOf(group, other.IsEnum ? "enum" : other.Type) >= 0);

    private static string Type(ProtoField field) => (field.IsRepeated ? "repeated " : "") + field.Type;

    private static string Streams(string streaming) => streaming == "unary" ? "nothing" : streaming == "both" ? "both ways" : streaming == "client" ? "requests" : "answers";

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
