using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6007: a DELETE or UPDATE of every row.</summary>
public sealed class WriteWithoutCondition : Check
{
    internal static readonly Rule Declared = new(
        "BR6007",
        nameof(WriteWithoutCondition),
        "DELETE and UPDATE say which rows",
        "'{0}' {1} every row of '{2}'; add a condition, or say in the method's name that it empties the table",
        Level.Warning)
    {
        Profile = ["DB1", "DB2"],
    };

    private static readonly string[] s_wanted = ["Truncate", "Clear", "Reset", "Purge", "Wipe", "DeleteAll", "RemoveAll", "UpdateAll", "Empty", "Rebuild", "Recalculate", "CleanUp", "Cleanup"];

    public WriteWithoutCondition()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => Databases.Any(known);

    public override void Start(Watch watch) => watch.Operation(OperationKind.Invocation, See);

    private static void See(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (DataCall.Of(call) is not { Effect: not DataEffect.Save, Store: not DataStore.Redis } data)
            return;
        var (verb, target) = Unconditional(data);
        if (verb is null)
            return;
        if (LoopKind.IsSetup(context.ContainingSymbol) || IsWanted(context.ContainingSymbol) || Bookkeeping.Names(target) || target.StartsWith("#", StringComparison.Ordinal) || EnvironmentGate.Covers(call))
            return;
        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), call.TargetMethod.Name, verb, target));
    }

    private static (string Verb, string Target) Unconditional(DataCall data)
    {
        var name = data.Call.TargetMethod.Name;
        if (data.Store == DataStore.Mongo)
            return MatchesAll(data.Call) ? (name.StartsWith("Delete", StringComparison.Ordinal) ? "deletes" : "updates", Collection(data)) : default;
        if (data.Store == DataStore.EntityFramework && name.StartsWith("Execute", StringComparison.Ordinal) && name.IndexOf("Sql", StringComparison.Ordinal) < 0)
        {
            return EfQuery.Of(EfQuery.Source(data.Call)) is { } query && query.Steps.All(static step => step.TargetMethod.Name is "AsNoTracking" or "AsTracking" or "IgnoreQueryFilters" or "TagWith")
                ? (name.StartsWith("ExecuteDelete", StringComparison.Ordinal) ? "deletes" : "updates", query.Entity.Name)
                : default;
        }

        var statement = data.Sql?.Statements.FirstOrDefault(static s =>
            s.Verb is "DELETE" or "UPDATE" && !s.MayHaveMore && s.Table.Length > 0 && !s.Has("WHERE") && !s.Has("JOIN") && !s.Has("USING") && !s.Has("LIMIT") && !s.Has("TOP") && !(s.Verb == "UPDATE" && s.Has("FROM")));
        return statement is null ? default : (statement.Verb == "DELETE" ? "deletes" : "updates", statement.Table);
    }

    private static string Collection(DataCall data) =>
        (LocalValues.Bare(data.On!).Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault()?.Name ?? "the collection";

    /// <summary><c>DeleteMany(_ => true)</c> or <c>Filter.Empty</c>.</summary>
    private static bool MatchesAll(IInvocationOperation call)
    {
        if (!call.TargetMethod.Name.StartsWith("DeleteMany", StringComparison.Ordinal) && !call.TargetMethod.Name.StartsWith("UpdateMany", StringComparison.Ordinal))
            return false;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Name != "filter")
                continue;
            var filter = LocalValues.Resolve(argument.Value);
            // An empty document, as 'new BsonDocument()' or as text.
            if (filter is IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null, Type.Name: "BsonDocument" } || filter.ConstantValue is { HasValue: true, Value: string text } && text.Replace(" ", "") == "{}")
                return true;
            if (filter is IPropertyReferenceOperation { Property.Name: "Empty" } empty && empty.Property.ContainingType.Name == "FilterDefinition" || filter is IPropertyReferenceOperation { Property: { Name: "Empty", ContainingType.Name: "FilterDefinitionBuilder" } })
                return true;
            foreach (var inner in filter.DescendantsAndSelf())
            {
                if (inner is IAnonymousFunctionOperation { Body.Operations: { Length: 1 } body } && body[0] is IReturnOperation { ReturnedValue.ConstantValue: { HasValue: true, Value: true } })
                    return true;
            }
        }

        return false;
    }

    private static bool IsWanted(ISymbol container) =>
        Array.Exists(s_wanted, word => container.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
        // 'DeactivateAll()' means all of them; 'MarkAllAsRead(user)' means those of somebody.
        || container is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && (NameWords.Have(method.Name, "All") || NameWords.Have(method.Name, "Every")) && method.Parameters.All(static parameter => parameter.Type.Is("System.Threading.CancellationToken"));
}
