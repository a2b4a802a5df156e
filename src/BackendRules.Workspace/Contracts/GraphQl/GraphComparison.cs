namespace BackendRules.Workspaces;

/// <summary>BRC070 to BRC075.</summary>
internal sealed class GraphComparison(ChangeLog log, string service, GraphModel before, GraphModel after)
{
    public void Report()
    {
        foreach (var old in before.Types)
        {
            if (after.Types.FirstOrDefault(type => type.Name == old.Name) is not { } young)
                Say("BRC070", ContractLevel.Breaking, old.Name, $"Type '{old.Name}' is gone", new Changed(null, old.Name, null));
            else if (old.Kind != young.Kind)
                Say("BRC071", ContractLevel.Breaking, old.Name, $"'{old.Name}' is an {young.Kind} instead of an {old.Kind}", new Changed(null, old.Kind, young.Kind));
            else if (old.Kind == "enum")
                Members(old, young, "BRC074", "value");
            else if (old.Kind == "input")
                Inputs(old, young);
            else
                Fields(old, young);
        }
    }

    private void Fields(GraphType old, GraphType young)
    {
        if (old.Kind == "union" || old.Members.Length + young.Members.Length > 0)
            Members(old, young, "BRC075", old.Kind == "union" ? "member" : "interface");
        foreach (var field in old.Fields)
        {
            var name = $"{old.Name}.{field.Name}";
            if (young.Fields.FirstOrDefault(f => f.Name == field.Name) is not { } now)
            {
                Say("BRC070", field.IsDeprecated ? ContractLevel.Info : ContractLevel.Breaking, name, $"Field '{name}' is gone{(field.IsDeprecated ? ", as announced" : "")}", new Changed(null, field.Type, null));
                continue;
            }

            if (!Promises(now.Type, field.Type))
                Say("BRC071", ContractLevel.Breaking, name, $"'{name}' is {now.Type} instead of {field.Type}", new Changed(null, field.Type, now.Type));
            foreach (var argument in field.Arguments)
            {
                if (now.Arguments.FirstOrDefault(a => a.Name == argument.Name) is not { } other)
                    Say("BRC070", ContractLevel.Breaking, name, $"Argument '{argument.Name}' of '{name}' is gone", new Changed(argument.Name, argument.Type, null));
                else if (!Promises(argument.Type, other.Type))
                    Say("BRC072", ContractLevel.Breaking, name, $"Argument '{argument.Name}' of '{name}' is {other.Type} instead of {argument.Type}", new Changed(argument.Name, argument.Type, other.Type));
            }

            foreach (var argument in now.Arguments.Where(a => a.IsRequired && !field.Arguments.Any(other => other.Name == a.Name)))
                Say("BRC072", ContractLevel.Breaking, name, $"Argument '{argument.Name}' of '{name}' is new and required", new Changed(argument.Name, null, argument.Type));
        }
    }

    private void Inputs(GraphType old, GraphType young)
    {
        foreach (var field in old.Fields)
        {
            var name = $"{old.Name}.{field.Name}";
            if (young.Fields.FirstOrDefault(f => f.Name == field.Name) is not { } now)
                Say("BRC070", ContractLevel.Breaking, name, $"Input field '{name}' is gone", new Changed(null, field.Type, null));
            else if (Promises(now.Type, field.Type) && now.Type != field.Type && !now.HasDefault)
                Say("BRC073", ContractLevel.Breaking, name, $"Input field '{name}' became required", new Changed(null, field.Type, now.Type));
            else if (!Promises(field.Type, now.Type) && !Promises(now.Type, field.Type))
                Say("BRC071", ContractLevel.Breaking, name, $"Input field '{name}' is {now.Type} instead of {field.Type}", new Changed(null, field.Type, now.Type));
        }

        foreach (var field in young.Fields.Where(f => f.IsRequired && !old.Fields.Any(other => other.Name == f.Name)))
            Say("BRC073", ContractLevel.Breaking, $"{old.Name}.{field.Name}", $"Input field '{old.Name}.{field.Name}' is new and required", new Changed(null, null, field.Type));
    }

    private void Members(GraphType old, GraphType young, string id, string what)
    {
        foreach (var gone in old.Members.Except(young.Members))
            Say(id, ContractLevel.Breaking, old.Name, $"'{old.Name}' no longer has the {what} '{gone}'", new Changed(gone, gone, null));
        if (what == "interface")
            return;
        foreach (var added in young.Members.Except(old.Members))
            Say(id, ContractLevel.Potential, old.Name, $"'{old.Name}' has the new {what} '{added}'", new Changed(added, null, added));
    }

    /// <summary>Whether a type promises what another one did: the same, and null in no more places.</summary>
    private static bool Promises(string young, string old)
    {
        if (young == old)
            return true;
        if (young.EndsWith('!'))
            return Promises(young[..^1], old.EndsWith('!') ? old[..^1] : old);
        return !old.EndsWith('!') && young.StartsWith('[') && old.StartsWith('[') && Promises(young[1..^1], old[1..^1]);
    }

    private void Say(string id, ContractLevel level, string subject, string what, Changed change) => new Subject(log, service, subject).Report(id, level, Direction.None, what, change);
}
