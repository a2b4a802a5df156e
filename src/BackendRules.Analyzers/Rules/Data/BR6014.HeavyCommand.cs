using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR6014: a request runs a command that blocks the store, or fills it without end.</summary>
public sealed class HeavyCommand : Check
{
    internal static readonly Rule Declared = new(
        "BR6014",
        nameof(HeavyCommand),
        "Requests run no command over the whole store",
        "'{0}' walks over every key of the server while requests wait; keep the keys that are needed in a set of their own",
        Level.Info)
    {
        Profile = ["DB5", "CR4"],
        Cwe = [400],
        Owasp = ["API4"],
    };

    private static readonly DiagnosticDescriptor s_flush = Declared.Saying("'{0}' empties the whole store, for every user and every service on it; remove the keys that are meant");
    private static readonly DiagnosticDescriptor s_forever = Declared.Saying("'{0}' keeps a cached value for ever: it grows old and the store grows full; give it an expiry");
    private static readonly DiagnosticDescriptor s_everything = Declared.Saying("'{0}' loads every '{1}' of the collection into memory; filter it, or take a page");

    /// <summary>The property that tells the fix what to add.</summary>
    internal const string Expiry = "expiry";

    private static readonly Members s_server = new("StackExchange.Redis.IServer.{Keys,KeysAsync,FlushDatabase,FlushDatabaseAsync,FlushAllDatabases,FlushAllDatabasesAsync}");
    private static readonly Members s_execute = new("StackExchange.Redis.IDatabase.{Execute,ExecuteAsync}", "StackExchange.Redis.IServer.{Execute,ExecuteAsync}", "StackExchange.Redis.IDatabaseAsync.ExecuteAsync");
    private static readonly Members s_sets = new("StackExchange.Redis.IDatabase.StringSet", "StackExchange.Redis.IDatabaseAsync.StringSetAsync");
    private static readonly Members s_cached = new(
        "Microsoft.Extensions.Caching.Distributed.DistributedCacheExtensions.{SetString,SetStringAsync,Set,SetAsync}");
    private static readonly Members s_lists = new("MongoDB.Driver.IAsyncCursorSourceExtensions.{ToList,ToListAsync}", "MongoDB.Driver.Linq.MongoQueryable.ToListAsync",
        "Amazon.DynamoDBv2.DataModel.IAsyncSearch`1.GetRemainingAsync", "Amazon.DynamoDBv2.DataModel.AsyncSearch`1.GetRemainingAsync");

    public HeavyCommand()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) =>
        known.Has("StackExchange.Redis.IDatabase") || known.Has("MongoDB.Driver.IMongoCollection`1") || known.Has("Amazon.DynamoDBv2.IAmazonDynamoDB") || known.Has("Microsoft.Extensions.Caching.Distributed.IDistributedCache");

    public override void Start(Watch watch)
    {
        watch.Call(s_server, (context, call) => Report(context, call, call.TargetMethod.Name.StartsWith("Keys", StringComparison.Ordinal) ? Declared.Descriptor : s_flush, call.TargetMethod.Name));
        watch.Call(s_execute, (context, call) =>
        {
            if (call.Arguments.Length == 0 || call.Arguments[0].Value.ConstantValue is not { HasValue: true, Value: string command })
                return;
            if (string.Equals(command, "KEYS", StringComparison.OrdinalIgnoreCase))
                Report(context, call, Declared.Descriptor, "KEYS");
            else if (command.StartsWith("FLUSH", StringComparison.OrdinalIgnoreCase))
                Report(context, call, s_flush, command.ToUpperInvariant());
        });
        watch.Call(s_sets, (context, call) =>
        {
            if (!Expires(call) && IsCacheAside(call) && !ExpiresLater(call))
                Report(context, call, s_forever, call.TargetMethod.Name, "redis");
        });
        watch.Call(s_cached, (context, call) =>
        {
            if (!call.TargetMethod.Parameters.Any(static parameter => parameter.Type.Name == "DistributedCacheEntryOptions"))
                Report(context, call, s_forever, call.TargetMethod.Name, "cache");
        });
        watch.Call(s_lists, (context, call) =>
        {
            if (Everything(call) is { } document && !IsAnswer(call))
                Report(context, call, s_everything, call.TargetMethod.Name, document.Name);
        });
    }

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, DiagnosticDescriptor rule, string name, string? detail = null)
    {
        if (!RequestReach.Of(context.Compilation, context.CancellationToken).Contains(call, context.ContainingSymbol) || EnvironmentGate.Covers(call))
            return;
        var place = CallPlace.Of(call);
        context.ReportDiagnostic(rule == s_forever
            ? Diagnostic.Create(rule, place, ImmutableDictionary<string, string?>.Empty.Add(Expiry, detail), name)
            : Diagnostic.Create(rule, place, name, detail));
    }

    private static bool Expires(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Name is "expiry" or "expiration" or "keepTtl" && argument.ArgumentKind != ArgumentKind.DefaultValue)
                return LocalValues.Bare(argument.Value).ConstantValue is not { HasValue: true, Value: null } && argument.Value is not IDefaultValueOperation;
            // Many values at once can't be given one, and a condition makes a lock or a flag.
            if (argument.Parameter?.Name is "values" or "when" && argument.ArgumentKind != ArgumentKind.DefaultValue)
                return true;
        }

        return false;
    }

    /// <summary>Whether the same function gives the key an expiry afterwards.</summary>
    private static bool ExpiresLater(IInvocationOperation call)
    {
        foreach (var later in MemberBody.Of(call).Calls)
        {
            if (RedisKey.Is(later, "KeyExpire") && later.Syntax.SpanStart > call.Syntax.SpanStart && RedisKey.Of(later) == RedisKey.Of(call))
                return true;
        }

        return false;
    }

    /// <summary>Whether the same function has looked for the same key: a store that is asked first is a cache.</summary>
    private static bool IsCacheAside(IInvocationOperation call)
    {
        var key = RedisKey.Of(call);
        foreach (var inner in LocalValues.Root(call).Descendants())
        {
            if (inner is IInvocationOperation get && RedisKey.Is(get, "StringGet") && get.Syntax.SpanStart < call.Syntax.SpanStart && RedisKey.Of(get) == key)
                return true;
        }

        return false;
    }

    /// <summary>The document whose collection is read without a filter and without a limit, or null.</summary>
    private static ITypeSymbol? Everything(IInvocationOperation call)
    {
        if (DynamoScan.Of(call) is { } scan)
            return scan.IsFiltered ? null : scan.Item;
        for (var source = EfQuery.Source(call); source is not null && LocalValues.Bare(source) is IInvocationOperation step; source = EfQuery.Source(step))
        {
            if (step.TargetMethod.Name is "Limit" or "Skip")
                return null;
            if (step.TargetMethod is { Name: "AsQueryable", TypeArguments: [var row] })
                return row;
            if (step.TargetMethod.ContainingNamespace?.Name == "Linq")
                return null;
            if (step.TargetMethod.Name != "Find" || step.TargetMethod.TypeArguments is not [var document, ..])
                continue;
            var filter = step.Arguments.Length > 1 ? LocalValues.Resolve(step.Arguments[1].Value) : null;
            return filter switch
            {
                IPropertyReferenceOperation { Property.Name: "Empty" } => document,
                IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue.ConstantValue: { HasValue: true, Value: true } }] } => document,
                IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null } made when made.Type?.Name == "BsonDocument" => document,
                _ => null,
            };
        }

        return null;
    }

    /// <summary>What is answered as it is loaded is a list without pages: BR7004 says that.</summary>
    private static bool IsAnswer(IOperation call)
    {
        for (var current = call.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IReturnOperation:
                    return true;
                case IAwaitOperation or IConversionOperation or IArgumentOperation or IInvocationOperation { TargetMethod.Name: "Ok" or "ConfigureAwait" }:
                    continue;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                    return Answers.Returned(LocalValues.Root(call)).Any(answer => Answers.Written(answer) is { } body && LocalValues.Named(body) is { } named && SymbolEqualityComparer.Default.Equals(named, local));
                default:
                    return false;
            }
        }

        return false;
    }
}
