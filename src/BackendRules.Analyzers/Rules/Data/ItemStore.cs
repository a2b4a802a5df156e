using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Loops whose rounds can't be put together: each goes to a store of its own, or runs a statement of its own.</summary>
internal static class ItemStore
{
    private static readonly Regex s_statements = new("^(sql|ddl|script|statement|command|batch|migration)(Text|s)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly TypeTrait s_stores = new(static type =>
        type.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext") || type.IsOrInherits("System.Data.IDbConnection") || type.Implements("System.Data.IDbConnection")
        || type.Name is "IMongoCollection" or "IMongoDatabase");

    /// <summary>The item brings the database or the collection that its round goes to: <c>foreach (var shard in shards) shard.Connection.Query(…)</c>.</summary>
    public static bool Holds(DataCall data, Repetition repetition) =>
        data.On is { Type: { } type } on && s_stores.Holds(type) && repetition.Binds(on);

    /// <summary>The item chooses who is asked: <c>ShardOf(item.Key).ExecuteAsync(…)</c>.</summary>
    public static bool IsChosen(IInvocationOperation call, Repetition repetition)
    {
        var receiver = call.Instance is null ? null : LocalValues.Resolve(call.Instance);
        if (receiver is IAwaitOperation awaited)
            receiver = awaited.Operation;
        return receiver is IInvocationOperation choice && choice.Arguments.Any(argument => repetition.Binds(argument.Value));
    }

    /// <summary>The item is the statement itself: scripts run one after the other.</summary>
    public static bool RunsScript(IInvocationOperation call, Repetition repetition)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Type?.SpecialType == SpecialType.System_String && LocalValues.Named(LocalValues.Bare(argument.Value)) is { } item && IsItem(item, repetition)
                && (argument.Parameter?.Name is "sql" or "commandText" or "cmdText" || s_statements.IsMatch(item.Name)))
                return true;
        }

        return call.Arguments.Length == 0 && call.TargetMethod.Name.StartsWith("ExecuteNonQuery", StringComparison.Ordinal) && repetition.Body.Descendants().Any(inner =>
            inner is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "CommandText" }, Value: var text } && LocalValues.Named(LocalValues.Bare(text)) is { } item && IsItem(item, repetition));
    }

    private static bool IsItem(ISymbol symbol, Repetition repetition) => repetition.Variables.Contains(symbol, SymbolEqualityComparer.Default);
}
