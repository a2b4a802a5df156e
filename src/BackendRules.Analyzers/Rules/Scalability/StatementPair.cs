using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A statement that looks, and a later one of the same body that inserts into the same table or collection whatever is there by then.</summary>
internal static class StatementPair
{
    public static IEnumerable<(IInvocationOperation Look, string Subject)> In(IOperation body)
    {
        List<DataCall>? calls = null;
        foreach (var data in MemberBody.Of(body).Data)
        {
            if (data.Store is DataStore.Dapper or DataStore.Mongo or DataStore.AdoNet && FunctionBody.IsOwn(data.Call, body))
                (calls ??= []).Add(data);
        }

        if (calls is null)
            yield break;
        foreach (var look in calls)
        {
            if (look.Effect != DataEffect.Query)
                continue;
            foreach (var write in calls)
            {
                if (write.Effect == DataEffect.Write && write.Store == look.Store && write.Call.Syntax.SpanStart > look.Call.Syntax.SpanStart && Subject(look, write) is { } subject)
                {
                    yield return (look.Call, subject);
                    break;
                }
            }
        }
    }

    private static string? Subject(DataCall look, DataCall write)
    {
        if (write.Store == DataStore.Mongo)
        {
            if (!write.Call.TargetMethod.Name.StartsWith("InsertOne", StringComparison.Ordinal) || LocalValues.Named(write.On) is not { } collection || !SymbolEqualityComparer.Default.Equals(Collection(look.On), collection))
                return null;
            return (write.On?.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault()?.Name;
        }

        return write.Sql?.Statements is [{ Verb: "INSERT", Table.Length: > 0 } insert] && !insert.Has("CONFLICT") && !insert.Has("IGNORE") && !insert.Has("DUPLICATE") && !insert.Has("EXISTS")
            && look.Sql is { } text && text.Names(insert.Table) ? insert.Table : null;
    }

    /// <summary>The collection that a chain of calls begins with.</summary>
    private static ISymbol? Collection(IOperation? on)
    {
        for (var depth = 0; on is not null && depth < 16; depth++)
        {
            on = LocalValues.Bare(on);
            if (on is not IInvocationOperation call)
                return LocalValues.Named(on);
            on = EfQuery.Source(call);
        }

        return null;
    }
}
