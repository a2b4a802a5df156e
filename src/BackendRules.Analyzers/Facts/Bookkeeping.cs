using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Tables and types that record what happened beside the business: audits, logs, sessions, visits, metrics, outboxes, tokens.</summary>
public static class Bookkeeping
{
    private static readonly Regex s_names = new(
        "audit|log(s|entry|entries)?$|session|last_?seen|last_?access|last_?login|last_?active|visit|metric|telemetry|outbox|inbox|histor|view_?count|hits?$|refresh_?token|access_?token|event_?store|cache|statistic|usage|activity",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Whether a write goes to such a table or type.</summary>
    internal static bool Takes(DataCall data) => Names(data.Sql?.Statements.FirstOrDefault(static statement => statement.Writes)?.Table
        ?? (data.Store == DataStore.Mongo ? (data.On?.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault()?.Name
            : data.Store == DataStore.Dynamo ? data.Call.TargetMethod.TypeArguments.FirstOrDefault()?.Name : EfQuery.Of(EfQuery.Source(data.Call))?.Entity.Name) ?? "");

    public static bool Names(string subject) => subject.Length > 0 && s_names.IsMatch(subject);
}
