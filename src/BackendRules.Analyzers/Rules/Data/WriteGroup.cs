using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>The writes of one body that ought to happen together: which connection or context they go through, and whether a transaction holds them.</summary>
internal sealed class WriteGroup(ISymbol on, DataStore store)
{
    private readonly List<DataCall> _writes = [];

    public ISymbol On { get; } = on;

    public DataStore Store { get; } = store;

    public IReadOnlyList<DataCall> Writes => _writes;

    /// <summary>The groups of a body, in source order. Calls inside lambdas and local functions belong to other bodies.</summary>
    public static IReadOnlyList<WriteGroup> Of(ImmutableArray<IOperation> blocks)
    {
        var groups = new List<WriteGroup>();
        foreach (var block in blocks)
        {
            foreach (var data in MemberBody.Of(block).Data)
            {
                if (data is not { Effect: not DataEffect.Query, Store: not DataStore.Redis } || !FunctionBody.IsIn(data.Call, block) || Holder(data) is not { } on)
                    continue;
                var group = groups.Find(known => SymbolEqualityComparer.Default.Equals(known.On, on) || data.Store is DataStore.Mongo or DataStore.Dynamo && known.Store == data.Store);
                if (group is null)
                    groups.Add(group = new WriteGroup(on, data.Store));
                group._writes.Add(data);
            }
        }

        return groups;
    }

    /// <summary>The connection behind a command, the database behind a collection, else what the call goes through.</summary>
    private static ISymbol? Holder(DataCall data)
    {
        if (data.On is null)
            return null;
        if (data.Store == DataStore.AdoNet)
            return Connection(data.On) ?? LocalValues.Named(data.On);
        // A collection that is asked for where it is used goes by its database.
        return LocalValues.Named(data.On) ?? (data.Store == DataStore.Mongo && LocalValues.Bare(data.On) is IInvocationOperation { Instance: { } database } ? LocalValues.Named(database) : null);
    }

    private static ISymbol? Connection(IOperation command)
    {
        var made = LocalValues.Resolve(command);
        if (made is IAwaitOperation awaited)
            made = awaited.Operation;
        return made switch
        {
            IObjectCreationOperation creation => creation.Arguments.Where(static a => a.Parameter?.Type.IsOrInherits("System.Data.IDbConnection") == true).Select(static a => LocalValues.Named(a.Value)).FirstOrDefault(),
            IInvocationOperation { TargetMethod.Name: "CreateCommand" } call => LocalValues.Named(call.Instance),
            _ => null,
        };
    }
}
