using System.Collections.Immutable;

namespace BackendRules.Workspaces;

/// <summary>Compares two states of the schema: new migrations first, then what snapshots and entities say beyond them.</summary>
internal sealed class SchemaComparison(SchemaModel before, SchemaModel after, IReadOnlySet<string>? largeTables)
{
    private readonly List<SchemaChange> _changes = [];

    public SchemaDifference Run()
    {
        foreach (var context in after.Contexts)
            Compare(before.Contexts.FirstOrDefault(one => one.Name == context.Name) ?? new SchemaContext(context.Name), context);
        foreach (var gone in before.Contexts.Where(one => !after.Contexts.Any(other => other.Name == one.Name) && (one.Migrations.Length > 0 || one.HasSnapshot)))
            Say(SchemaSource.Snapshot, gone, new OperationRisk(SchemaRisk.Incompatible, "BRS001", $"The context '{gone.Name}' is gone with its {gone.Migrations.Length} migrations", "say who keeps its tables"), "drop-context", null, gone.Place);
        Scripts();
        return new SchemaDifference
        {
            HasSchema = !before.IsEmpty || !after.IsEmpty,
            Unresolved = after.Unresolved,
            Changes = [.. _changes.OrderByDescending(static change => change.Risk).ThenBy(static change => change.Context, StringComparer.Ordinal).ThenBy(static change => change.Migration, StringComparer.Ordinal)],
        };
    }

    private void Compare(SchemaContext old, SchemaContext young)
    {
        var known = old.Migrations.ToDictionary(static m => m.Id, StringComparer.Ordinal);
        var added = young.Migrations.Where(m => !known.ContainsKey(m.Id)).ToList();
        History(old, young, added);
        // Without a state before, everything is new: what the migrations do to no rows at all risks nothing.
        var isNew = old.Migrations.IsEmpty && !old.HasSnapshot && old.Entities.IsEmpty;
        foreach (var migration in added)
            Operations(young, migration, isNew);
        Snapshots(old, young, added);
        PendingChanges.Report(old, young, added.Count > 0, change => _changes.Add(change));
    }

    private void History(SchemaContext old, SchemaContext young, List<Migration> added)
    {
        var gone = old.Migrations.Where(m => !young.Migrations.Any(other => other.Id == m.Id)).ToList();
        foreach (var renamed in gone.Where(m => added.Exists(other => NameOf(other.Id) == NameOf(m.Id))).ToList())
        {
            gone.Remove(renamed);
            Say(SchemaSource.Migration, young, new OperationRisk(SchemaRisk.Incompatible, "BRS001", $"Migration '{renamed.Id}' has another id: databases that have it run it again", "keep the id of a migration that may have run"), "rename-migration", renamed.Id, renamed.Place);
        }

        if (gone.Count > 0)
        {
            Say(SchemaSource.Migration, young, new OperationRisk(SchemaRisk.Incompatible, "BRS001", gone.Count == 1 ? $"Migration '{gone[0].Id}' is deleted" : $"{gone.Count} migrations are deleted, '{gone[0].Id}' to '{gone[^1].Id}'",
                "add a migration that undoes it; squash only what every database has run"), "delete-migration", gone[0].Id, gone[0].Place);
        }

        foreach (var migration in young.Migrations)
        {
            if (old.Migrations.FirstOrDefault(m => m.Id == migration.Id) is not { } was || Text(was) == Text(migration))
                continue;
            Say(SchemaSource.Migration, young, new OperationRisk(SchemaRisk.Incompatible, "BRS001", $"Migration '{migration.Id}' is edited: databases that have run it don't run it again", "add a new migration"), "edit-migration", migration.Id, migration.Place);
        }

        var last = old.Migrations.Select(static m => m.Id).Order(StringComparer.Ordinal).LastOrDefault();
        foreach (var migration in added)
        {
            if (last is not null && string.CompareOrdinal(migration.Id, last) < 0 && !old.Migrations.Any(m => NameOf(m.Id) == NameOf(migration.Id)))
                Say(SchemaSource.Migration, young, new OperationRisk(SchemaRisk.Incompatible, "BRS002", $"Migration '{migration.Id}' is older than '{last}', which was there before: two branches made migrations from one snapshot", "remove it, update the branch, and add it again"), "two-heads", migration.Id, migration.Place);
            if (migration.DownCount == 0 && migration.Up.Length > 0)
                Say(SchemaSource.Migration, young, new OperationRisk(SchemaRisk.DataDependent, "BRS004", $"Migration '{migration.Id}' can't be undone: its Down is empty", "write Down, or say in it why it can't be"), "empty-down", migration.Id, migration.Place);
        }
    }

    private void Operations(SchemaContext context, Migration migration, bool isNew)
    {
        var made = migration.Up.Where(static o => o.Kind == "create-table").Select(static o => o.FullTable).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var operation in migration.Up)
        {
            var risk = OperationRisk.Of(operation, isNew || made.Contains(operation.FullTable), largeTables is not null && (largeTables.Contains(operation.Table ?? "") || largeTables.Contains(operation.FullTable)));
            if (operation.Kind == "drop-column" && Twin(operation, migration) is { } twin)
                risk = risk with { Message = $"Column '{operation.Name}' of '{operation.FullTable}' is dropped and '{twin}' of the same type added: probably a rename, and the values are lost", Advice = "use RenameColumn, or copy the values in between" };
            if (operation.Kind is "drop-foreign-key" or "drop-index" or "drop-primary-key" && IsMadeAgain(operation, migration))
                risk = new OperationRisk(SchemaRisk.Safe, null, risk.Message + ", and made again");
            Say(SchemaSource.Migration, context, operation.IsConditional && risk.Confidence == Confidence.Exact ? risk with { Confidence = Confidence.Inferred } : risk, operation.Kind, migration.Id, operation.Place ?? migration.Place, operation, migration.DownCount > 0);
        }
    }

    private void Snapshots(SchemaContext old, SchemaContext young, List<Migration> added)
    {
        if (!old.HasSnapshot || !young.HasSnapshot)
            return;
        var done = added.SelectMany(static m => m.Up).ToList();
        var isPartial = added.Exists(static m => m.IsPartial) || done.Exists(static o => o.Kind is "sql" or "rename-table" or "rename-column");
        var rest = SnapshotDifference.Of(old, young).Where(operation => !done.Exists(one => Covers(one, operation))).ToList();
        if (rest.Count > 0 && added.Count == 0)
            Say(SchemaSource.Snapshot, young, new OperationRisk(SchemaRisk.Incompatible, "BRS003", "The model snapshot changed without a migration: databases don't get what it says", "take the snapshot back and add a migration"), "snapshot-without-migration", null, young.Place);
        foreach (var operation in rest)
        {
            var risk = OperationRisk.Of(operation, isFresh: false, isLarge: false);
            Say(SchemaSource.Snapshot, young, risk with { Message = risk.Message + (added.Count == 0 ? "" : isPartial ? ", says the snapshot" : ", says the snapshot, but no migration does it"), Confidence = Confidence.Inferred }, operation.Kind, null, young.Place, operation);
        }
    }

    private void Scripts()
    {
        foreach (var (name, script) in after.Scripts)
        {
            var was = before.Scripts.GetValueOrDefault(name);
            if (was?.Hash == script.Hash)
                continue;
            var added = script.Operations.Where(operation => was?.Operations.Any(one => one with { Place = operation.Place } == operation) != true).ToList();
            var made = added.Where(static o => o.Kind == "create-table").Select(static o => o.FullTable).ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var operation in added)
            {
                Say(SchemaSource.Script, null, OperationRisk.Of(operation, made.Contains(operation.FullTable), false), operation.Kind, name, operation.Place ?? new ApiPlace(script.Path, 1), operation);
            }
        }
    }

    private static bool Covers(SchemaOperation done, SchemaOperation said)
    {
        if (!string.Equals(done.Table, said.Table, StringComparison.OrdinalIgnoreCase) && done.NewName != said.Table)
            return false;
        return (done.Kind, said.Kind) switch
        {
            ("create-table", _) or ("drop-table", _) => true,
            ("rename-table", "drop-table" or "create-table") => true,
            ("rename-column", "drop-column" or "add-column") => said.Name == done.Name || said.Name == done.NewName,
            ("add-primary-key" or "drop-primary-key", "drop-primary-key") => true,
            ("add-foreign-key" or "drop-foreign-key", "add-foreign-key" or "drop-foreign-key") => true,
            ("create-index" or "drop-index" or "rename-index", "create-index" or "drop-index") => true,
            var (one, other) => one == other && string.Equals(done.Name, said.Name, StringComparison.OrdinalIgnoreCase),
        };
    }

    private static string? Twin(SchemaOperation dropped, Migration migration)
    {
        // The type of a dropped column stands in Down, if anywhere; one new column in the same table is enough to ask.
        var drops = migration.Up.Count(o => o.Kind == "drop-column" && o.FullTable == dropped.FullTable);
        var adds = migration.Up.Where(o => o.Kind == "add-column" && o.FullTable == dropped.FullTable).ToList();
        var was = migration.Down.FirstOrDefault(o => o.Kind == "add-column" && o.FullTable == dropped.FullTable && o.Name == dropped.Name)?.Column;
        var same = adds.Where(o => was is null ? drops == 1 && adds.Count == 1 : o.Column is { } column && column.ClrType == was.ClrType && column.StoreType == was.StoreType).ToList();
        return same.Count == 1 ? same[0].Name : null;
    }

    private static bool IsMadeAgain(SchemaOperation dropped, Migration migration)
    {
        var again = dropped.Kind switch
        {
            "drop-foreign-key" => "add-foreign-key",
            "drop-index" => "create-index",
            _ => "add-primary-key",
        };
        return migration.Up.Any(o => o.Kind == again && o.FullTable == dropped.FullTable && (o.Name == dropped.Name || dropped.Kind == "drop-primary-key"));
    }

    private void Say(SchemaSource source, SchemaContext? context, OperationRisk risk, string operation, string? migration, ApiPlace? place, SchemaOperation? on = null, bool? isReversible = null) =>
        _changes.Add(new SchemaChange
        {
            Operation = operation,
            Risk = risk.Risk,
            Code = risk.Code,
            Source = source,
            Context = context?.Name,
            Table = on?.Table is null ? null : on.FullTable,
            Object = on?.Name,
            Before = on?.OldColumn is { } was ? StoreTypes.Show(was) : null,
            After = on?.Column is { } column ? StoreTypes.Show(column) : on?.NewName,
            Migration = migration,
            IsReversible = isReversible,
            Message = risk.Message,
            Advice = risk.Advice,
            Confidence = risk.Confidence,
            Place = place,
        });

    private static string NameOf(string id) => id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..];

    private static string Text(Migration migration) => System.Text.Json.JsonSerializer.Serialize(migration.Up.Select(static o => o with { Place = null }), Json.Compact);
}
