namespace BackendRules.Workspaces;

/// <summary>Changes of entity classes that no migration brings to the database.</summary>
internal static class PendingChanges
{
    public static void Report(SchemaContext before, SchemaContext after, bool hasMigration, Action<SchemaChange> report)
    {
        if (hasMigration)
            return;
        var old = before.Entities.ToDictionary(static e => e.Name, StringComparer.Ordinal);
        foreach (var entity in after.Entities)
        {
            if (!old.TryGetValue(entity.Name, out var was))
            {
                if (before.Entities.Length > 0 && !IsIn(after, entity.Name))
                    report(Made(after, entity.Name, null, "create-table", SchemaRisk.Safe, $"Entity '{Short(entity.Name)}' is new", entity.Place));
                continue;
            }

            Members(after, entity, was, report);
            Indexes(after, entity, was, report);
        }

        foreach (var gone in before.Entities.Where(e => !after.Entities.Any(other => other.Name == e.Name)))
        {
            if (!after.HasSnapshot || IsIn(after, gone.Name))
                report(Made(after, gone.Name, null, "drop-table", SchemaRisk.Destructive, $"Entity '{Short(gone.Name)}' is gone", gone.Place));
        }
    }

    private static void Members(SchemaContext context, EntityShape entity, EntityShape was, Action<SchemaChange> report)
    {
        var columns = context.Tables.Where(t => t.Entity == entity.Name).SelectMany(static t => t.Columns).Select(static c => c.Property ?? c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var member in entity.Members)
        {
            var name = $"'{member.Name}' of '{Short(entity.Name)}'";
            if (was.Members.FirstOrDefault(m => m.Name == member.Name) is not { } old)
            {
                if (!columns.Contains(member.Name))
                    report(Made(context, entity.Name, member.Name, "add-column", member.IsNullable ? SchemaRisk.Safe : SchemaRisk.DataDependent, $"Property {name} is new", member.Place));
            }
            else if (old.Type != member.Type)
            {
                report(Made(context, entity.Name, member.Name, "alter-column", SchemaRisk.DataDependent, $"Property {name} changed from {old.Type} to {member.Type}", member.Place) with { Before = old.Type, After = member.Type });
            }
            else if (!member.IsConfigured && old.IsNullable != member.IsNullable)
            {
                report(Made(context, entity.Name, member.Name, "alter-column", member.IsNullable ? SchemaRisk.Safe : SchemaRisk.DataDependent, $"Property {name} {(member.IsNullable ? "takes" : "no longer takes")} null", member.Place));
            }
            else if (!member.IsConfigured && old.MaxLength != member.MaxLength)
            {
                var isShorter = (member.MaxLength ?? int.MaxValue) < (old.MaxLength ?? int.MaxValue);
                report(Made(context, entity.Name, member.Name, "alter-column", isShorter ? SchemaRisk.Destructive : SchemaRisk.Safe, $"The greatest length of {name} changed", member.Place) with { Before = old.MaxLength?.ToString(System.Globalization.CultureInfo.InvariantCulture), After = member.MaxLength?.ToString(System.Globalization.CultureInfo.InvariantCulture) });
            }
        }

        foreach (var gone in was.Members.Where(m => !entity.Members.Any(other => other.Name == m.Name)))
        {
            if (columns.Count == 0 || columns.Contains(gone.Name))
                report(Made(context, entity.Name, gone.Name, "drop-column", SchemaRisk.Destructive, $"Property '{gone.Name}' of '{Short(entity.Name)}' is gone", entity.Place));
        }
    }

    private static void Indexes(SchemaContext context, EntityShape entity, EntityShape was, Action<SchemaChange> report)
    {
        var there = context.Tables.FirstOrDefault(t => t.Entity == entity.Name)?.Indexes.Select(static i => i.Key).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var index in entity.Indexes.Where(i => !was.Indexes.Any(o => o.Key == i.Key) && !there.Contains(i.Key)))
            report(Made(context, entity.Name, NameOf(entity, index), "create-index", index.IsUnique ? SchemaRisk.DataDependent : SchemaRisk.Safe, $"The {(index.IsUnique ? "unique " : "")}index on {string.Join(", ", index.Columns)} of '{Short(entity.Name)}' is new", entity.Place));
        foreach (var index in was.Indexes.Where(o => !entity.Indexes.Any(i => i.Key == o.Key) && o.Columns.All(c => entity.Members.Any(m => m.Name == c)) && (!context.HasSnapshot || there.Contains(o.Key))))
            report(Made(context, entity.Name, NameOf(entity, index), "drop-index", SchemaRisk.Safe, $"The index on {string.Join(", ", index.Columns)} of '{Short(entity.Name)}' is gone", entity.Place));
    }

    private static string NameOf(EntityShape entity, SchemaIndex index) => index.Name ?? $"IX_{Short(entity.Name)}_{string.Join('_', index.Columns)}";

    private static SchemaChange Made(SchemaContext context, string entity, string? member, string operation, SchemaRisk risk, string message, ApiPlace? place) => new()
    {
        Operation = operation,
        Risk = risk,
        Code = context.HasSnapshot ? "BRS005" : null,
        Source = SchemaSource.Entity,
        Context = context.Name,
        Table = context.Tables.FirstOrDefault(t => t.Entity == entity)?.FullName ?? Short(entity),
        Object = member,
        Message = message + (context.HasSnapshot ? ", and no migration brings it to the database" : context.Migrations.IsEmpty ? ", and the project has no migrations" : ", and no migration brings it to the database"),
        Advice = "add a migration",
        Confidence = Confidence.Inferred,
        Place = place,
    };

    private static bool IsIn(SchemaContext context, string entity) => context.Tables.Any(t => t.Entity == entity);

    private static string Short(string name) => name[(name.LastIndexOf('.') + 1)..];
}
