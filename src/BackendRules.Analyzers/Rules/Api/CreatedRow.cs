using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What a function adds to a store, and whether a value tells of it.</summary>
internal static class CreatedRow
{
    private const int Deepest = 3;

    private static readonly Members s_adds = new(
        "Microsoft.EntityFrameworkCore.DbSet`1.{Add,AddAsync}", "Microsoft.EntityFrameworkCore.DbContext.{Add,AddAsync}",
        "MongoDB.Driver.IMongoCollection`1.{InsertOne,InsertOneAsync}");

    /// <summary>The local or parameter that a function adds to the store.</summary>
    public static ISymbol? Added(IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation call && Stored(call) is { } value && LocalValues.Named(value) is (ILocalSymbol or IParameterSymbol) and var added)
                return added;
        }

        return null;
    }

    /// <summary>Whether a value is what a service, a repository or a mediator's handler created and answers with.</summary>
    public static bool IsAnswered(IOperation value) => IsAnswered(value, 0);

    private static bool IsAnswered(IOperation value, int depth)
    {
        foreach (var operation in Answers.Plain(value).DescendantsAndSelf())
        {
            if (operation is IAnonymousFunctionOperation)
                return false;
            var made = operation is ILocalReferenceOperation ? Answers.Plain(operation) : operation;
            if (made is IInvocationOperation call && Creates(call, depth))
                return true;
        }

        return false;
    }

    private static bool Creates(IInvocationOperation call, int depth)
    {
        if (depth >= Deepest || call.TargetMethod.ReturnsVoid || CalledBody.Of(call) is not var (_, body))
            return false;
        ISymbol? added = null;
        foreach (var data in body.Descendants().OfType<IInvocationOperation>())
        {
            // Added on a condition, it may have been there; and a row that keeps the books is not what was asked for.
            if (Stored(data) is { } stored && LocalValues.Named(stored) is (ILocalSymbol or IParameterSymbol) and var row && !Bookkeeping.Names(LocalValues.Bare(stored).Type?.Name ?? "") && !IsConditional(data, body))
                added ??= row;
        }

        var answers = Answers.Returned(body).ToArray();
        return added is not null ? answers.Length > 0 && Array.TrueForAll(answers, answer => LocalValues.Mentions(Answers.Plain(answer), added) || LocalValues.Mentions(answer, added))
            : answers.Length == 1 && IsAnswered(answers[0], depth + 1);
    }

    private static bool IsConditional(IOperation operation, IOperation body)
    {
        for (var current = operation.Parent; current is not null && current != body; current = current.Parent)
        {
            if (current is IConditionalOperation or ILoopOperation or ISwitchOperation or ICatchClauseOperation or IAnonymousFunctionOperation)
                return true;
        }

        return false;
    }

    private static IOperation? Stored(IInvocationOperation call)
    {
        if (s_adds.Contain(call.TargetMethod) && call.Arguments.Length > 0)
            return call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "entity" or "document")?.Value;
        return DataCall.Of(call) is { Store: DataStore.Dapper, Sql.Statements: [{ Verb: "INSERT" }] } ? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "param")?.Value : null;
    }
}
