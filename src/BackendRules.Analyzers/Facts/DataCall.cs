using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Whose call it is.</summary>
public enum DataStore
{
    EntityFramework,
    Dapper,
    AdoNet,
    Mongo,
    Redis,
    Dynamo,
}

/// <summary>What a call does to a store.</summary>
public enum DataEffect
{
    /// <summary>Reads: one round trip.</summary>
    Query,

    /// <summary>Changes at once, in a transaction of its own if none is open.</summary>
    Write,

    /// <summary>Sends what a unit of work has gathered, in one transaction.</summary>
    Save,
}

/// <summary>A call that goes to a database.</summary>
/// <param name="Call">The call.</param>
/// <param name="Store">Whose it is.</param>
/// <param name="Effect">What it does.</param>
/// <param name="On">The connection, context, collection or database that it goes through, or null.</param>
public sealed record DataCall(IInvocationOperation Call, DataStore Store, DataEffect Effect, IOperation? On)
{
    private static readonly Members s_efQueries = new(
        "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.{ToListAsync,ToArrayAsync,ToDictionaryAsync,ToHashSetAsync,FirstAsync,FirstOrDefaultAsync,SingleAsync,SingleOrDefaultAsync,"
        + "LastAsync,LastOrDefaultAsync,AnyAsync,AllAsync,CountAsync,LongCountAsync,SumAsync,MinAsync,MaxAsync,AverageAsync,ContainsAsync,ElementAtAsync,ElementAtOrDefaultAsync,ForEachAsync,LoadAsync,Load}",
        "Microsoft.EntityFrameworkCore.DbSet`1.{Find,FindAsync}", "Microsoft.EntityFrameworkCore.DbContext.{Find,FindAsync}",
        "Microsoft.EntityFrameworkCore.ChangeTracking.NavigationEntry.{Load,LoadAsync}",
        "Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry.{Reload,ReloadAsync}");

    private static readonly Members s_linq = new(
        "System.Linq.Queryable.{First,FirstOrDefault,Single,SingleOrDefault,Last,LastOrDefault,Any,All,Count,LongCount,Sum,Average,Min,Max,Contains}",
        "System.Linq.Enumerable.{ToList,ToArray,ToDictionary,ToHashSet,ToLookup}");

    private static readonly Members s_efWrites = new(
        "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.{ExecuteDelete,ExecuteDeleteAsync,ExecuteUpdate,ExecuteUpdateAsync}",
        "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.{ExecuteDelete,ExecuteDeleteAsync,ExecuteUpdate,ExecuteUpdateAsync}",
        "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.{ExecuteSql,ExecuteSqlAsync,ExecuteSqlRaw,ExecuteSqlRawAsync,ExecuteSqlInterpolated,ExecuteSqlInterpolatedAsync}");

    private static readonly Members s_saves = new("Microsoft.EntityFrameworkCore.DbContext.{SaveChanges,SaveChangesAsync}");

    private static readonly Members s_dapper = new(
        "Dapper.SqlMapper.{Query,QueryAsync,QueryFirst,QueryFirstAsync,QueryFirstOrDefault,QueryFirstOrDefaultAsync,QuerySingle,QuerySingleAsync,QuerySingleOrDefault,QuerySingleOrDefaultAsync,"
        + "QueryMultiple,QueryMultipleAsync,ExecuteScalar,ExecuteScalarAsync,ExecuteReader,ExecuteReaderAsync,Execute,ExecuteAsync}");

    private static readonly Members s_ado = new(
        "System.Data.Common.DbCommand.{ExecuteReader,ExecuteReaderAsync,ExecuteScalar,ExecuteScalarAsync,ExecuteNonQuery,ExecuteNonQueryAsync}",
        "System.Data.IDbCommand.{ExecuteReader,ExecuteScalar,ExecuteNonQuery}",
        "System.Data.Common.DbBatch.{ExecuteReader,ExecuteReaderAsync,ExecuteNonQuery,ExecuteNonQueryAsync}");

    private static readonly Members s_mongoWrites = new(
        "MongoDB.Driver.IMongoCollection`1.{InsertOne*,InsertMany*,UpdateOne*,UpdateMany*,ReplaceOne*,DeleteOne*,DeleteMany*,FindOneAnd*,BulkWrite*}",
        "MongoDB.Driver.IMongoCollectionExtensions.{InsertOne*,InsertMany*,UpdateOne*,UpdateMany*,ReplaceOne*,DeleteOne*,DeleteMany*,FindOneAnd*,BulkWrite*}");

    private static readonly Members s_mongoQueries = new(
        "MongoDB.Driver.IMongoCollection`1.{FindAsync,FindSync,CountDocuments,CountDocumentsAsync,Distinct,DistinctAsync}",
        "MongoDB.Driver.IMongoCollectionExtensions.{FindAsync,FindSync,CountDocuments,CountDocumentsAsync}",
        "MongoDB.Driver.IFindFluentExtensions.{First*,Single*,Any*}", "MongoDB.Driver.IAsyncCursorSourceExtensions.{ToList*,First*,Single*,Any*,ForEach*}",
        "MongoDB.Driver.IFindFluent`2.{CountDocuments,CountDocumentsAsync,ToCursor,ToCursorAsync}");

    private static readonly Members s_redis = new(
        "StackExchange.Redis.IDatabase.{String*,Hash*,List*,Set*,SortedSet*,Key*}", "StackExchange.Redis.IDatabaseAsync.{String*,Hash*,List*,Set*,SortedSet*,Key*}");

    private static readonly string[] s_redisReads =
        ["Get", "Exists", "Length", "Range", "Members", "Contains", "Rank", "Score", "TimeToLive", "Values", "Keys", "Scan", "Random", "Type", "Count", "Peek", "Pos", "Position"];

    /// <summary>DynamoDB in its three models: requests to the client, objects of a context, and documents of a table.</summary>
    private static readonly Members s_dynamoQueries = new(
        "Amazon.DynamoDBv2.IAmazonDynamoDB.{GetItemAsync,QueryAsync,ScanAsync,BatchGetItemAsync,TransactGetItemsAsync}", "Amazon.DynamoDBv2.AmazonDynamoDBClient.{GetItemAsync,QueryAsync,ScanAsync,BatchGetItemAsync,TransactGetItemsAsync}",
        "Amazon.DynamoDBv2.DataModel.IDynamoDBContext.LoadAsync", "Amazon.DynamoDBv2.DataModel.DynamoDBContext.LoadAsync",
        "Amazon.DynamoDBv2.DataModel.IAsyncSearch`1.{GetRemainingAsync,GetNextSetAsync}", "Amazon.DynamoDBv2.DataModel.AsyncSearch`1.{GetRemainingAsync,GetNextSetAsync}",
        "Amazon.DynamoDBv2.DocumentModel.ITable.GetItemAsync", "Amazon.DynamoDBv2.DocumentModel.Table.GetItemAsync", "Amazon.DynamoDBv2.DocumentModel.ISearch.{GetRemainingAsync,GetNextSetAsync}", "Amazon.DynamoDBv2.DocumentModel.Search.{GetRemainingAsync,GetNextSetAsync}");

    private static readonly Members s_dynamoWrites = new(
        "Amazon.DynamoDBv2.IAmazonDynamoDB.{PutItemAsync,UpdateItemAsync,DeleteItemAsync,BatchWriteItemAsync,TransactWriteItemsAsync}", "Amazon.DynamoDBv2.AmazonDynamoDBClient.{PutItemAsync,UpdateItemAsync,DeleteItemAsync,BatchWriteItemAsync,TransactWriteItemsAsync}",
        "Amazon.DynamoDBv2.DataModel.IDynamoDBContext.{SaveAsync,DeleteAsync}", "Amazon.DynamoDBv2.DataModel.DynamoDBContext.{SaveAsync,DeleteAsync}",
        "Amazon.DynamoDBv2.DocumentModel.ITable.{PutItemAsync,UpdateItemAsync,DeleteItemAsync}", "Amazon.DynamoDBv2.DocumentModel.Table.{PutItemAsync,UpdateItemAsync,DeleteItemAsync}");

    private static readonly Members s_all = Members.Union(s_efQueries, s_linq, s_efWrites, s_saves, s_dapper, s_ado, s_mongoWrites, s_mongoQueries, s_redis, s_dynamoQueries, s_dynamoWrites);

    /// <summary>What the call does, or null when it goes to no database.</summary>
    public static DataCall? Of(IInvocationOperation call)
    {
        if (!s_all.MayContain(call.TargetMethod.Name))
            return null;
        foreach (var data in MemberBody.Of(call).Data)
        {
            if (data.Call == call)
                return data;
        }

        return null;
    }

    internal static DataCall? Read(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!s_all.MayContain(method.Name))
            return null;
        if (s_efQueries.Contain(method))
            return new(call, DataStore.EntityFramework, DataEffect.Query, EfQuery.Of(EfQuery.Source(call))?.Context ?? EfQuery.Source(call));
        if (s_saves.Contain(method))
            return new(call, DataStore.EntityFramework, DataEffect.Save, call.Instance);
        if (s_efWrites.Contain(method))
            return new(call, DataStore.EntityFramework, DataEffect.Write, ContextOf(EfQuery.Source(call)));
        if (s_dapper.Contain(method))
            return new(call, DataStore.Dapper, DapperEffect(call), call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null));
        if (s_ado.Contain(method))
            return new(call, DataStore.AdoNet, method.Name.StartsWith("ExecuteNonQuery", StringComparison.Ordinal) ? DataEffect.Write : DataEffect.Query, call.Instance);
        if (s_mongoWrites.Contain(method))
            return new(call, DataStore.Mongo, DataEffect.Write, EfQuery.Source(call));
        if (s_mongoQueries.Contain(method))
            return new(call, DataStore.Mongo, DataEffect.Query, EfQuery.Source(call));
        if (s_redis.Contain(method))
            return Redis(call);
        if (s_dynamoQueries.Contain(method))
            return new(call, DataStore.Dynamo, DataEffect.Query, call.Instance);
        if (s_dynamoWrites.Contain(method))
            return new(call, DataStore.Dynamo, DataEffect.Write, call.Instance);
        return s_linq.Contain(method) ? Linq(call) : null;
    }

    /// <summary>The text of the statement that the call sends, or null when it isn't a constant.</summary>
    public SqlText? Sql
    {
        get
        {
            if (Store == DataStore.AdoNet)
                return CommandText.Of(Call) is { } text ? SqlText.Of(text) : null;
            foreach (var argument in Call.Arguments)
            {
                if (argument.Parameter?.Name is "sql" or "command" && argument.Value is { } value)
                    return SqlText.Of(CommandDefinition(value));
            }

            return null;
        }
    }

    private static IOperation CommandDefinition(IOperation value) =>
        LocalValues.Resolve(value) is IObjectCreationOperation { Arguments.Length: > 0 } made && made.Type.Is("Dapper.CommandDefinition") ? made.Arguments[0].Value : value;

    private static DataEffect DapperEffect(IInvocationOperation call)
    {
        var probe = new DataCall(call, DataStore.Dapper, DataEffect.Query, null);
        if (probe.Sql is { } sql)
            return sql.Writes ? DataEffect.Write : DataEffect.Query;
        return call.TargetMethod.Name is "Execute" or "ExecuteAsync" ? DataEffect.Write : DataEffect.Query;
    }

    private static IOperation? ContextOf(IOperation? source)
    {
        if (source is null)
            return null;
        var bare = LocalValues.Bare(source);
        if (bare is IPropertyReferenceOperation { Property.Name: "Database" } database)
            return database.Instance;
        return EfQuery.Of(bare)?.Context ?? bare;
    }

    private static DataCall? Redis(IInvocationOperation call)
    {
        var receiver = call.Instance?.Type;
        if (receiver.IsOrInherits("StackExchange.Redis.IBatch") || receiver.IsOrInherits("StackExchange.Redis.ITransaction"))
            return null;
        var name = call.TargetMethod.Name;
        var reads = Array.Exists(s_redisReads, word => name.IndexOf(word, StringComparison.Ordinal) > 0) && name.IndexOf("GetSet", StringComparison.Ordinal) < 0 && name.IndexOf("GetDelete", StringComparison.Ordinal) < 0;
        return new(call, DataStore.Redis, reads ? DataEffect.Query : DataEffect.Write, call.Instance);
    }

    private static DataCall? Linq(IInvocationOperation call)
    {
        if (EfQuery.Source(call) is not { } source)
            return null;
        if (call.TargetMethod.ContainingType.Is("System.Linq.Enumerable") && !LocalValues.Bare(source).Type.IsOrInherits("System.Linq.IQueryable`1"))
            return null;
        return EfQuery.Of(source) is { } query && !query.Has("AsEnumerable") && !query.Has("ToList") && !query.Has("ToArray") && !IsInsideExpression(call)
            ? new(call, DataStore.EntityFramework, DataEffect.Query, query.Context)
            : null;
    }

    /// <summary>Operators inside a lambda that becomes SQL run with the query around them.</summary>
    public static bool IsInsideExpression(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation { Parent: { } parent } && (parent.Type.Is("System.Linq.Expressions.Expression`1") || parent.Parent?.Type.Is("System.Linq.Expressions.Expression`1") == true))
                return true;
        }

        return false;
    }
}
