using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Synchronous calls that wait for a database, a network or a disk, and the overload that does the same without holding a thread.</summary>
internal static class AsyncOverload
{
    public static readonly Members Synchronous = new(
        "Microsoft.EntityFrameworkCore.DbContext.{SaveChanges,Find}",
        "Microsoft.EntityFrameworkCore.DbSet`1.Find",
        "Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade.{BeginTransaction,CommitTransaction,RollbackTransaction,CanConnect}",
        "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.{ExecuteSql,ExecuteSqlRaw,ExecuteSqlInterpolated,OpenConnection,BeginTransaction}",
        "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.{ExecuteDelete,ExecuteUpdate,Load}",
        "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.{ExecuteDelete,ExecuteUpdate}",
        "Microsoft.EntityFrameworkCore.ChangeTracking.NavigationEntry.Load",
        "Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry.{Reload,GetDatabaseValues}",
        "System.Linq.Queryable.{First,FirstOrDefault,Single,SingleOrDefault,Last,LastOrDefault,Any,All,Count,LongCount,Sum,Average,Min,Max,Contains}",
        "System.Linq.Enumerable.{ToList,ToArray,ToDictionary,ToHashSet}",
        "System.Data.Common.DbConnection.{Open,BeginTransaction}",
        "System.Data.Common.DbCommand.{ExecuteNonQuery,ExecuteReader,ExecuteScalar}",
        "System.Data.Common.DbDataReader.{Read,NextResult}",
        "System.Data.Common.DbTransaction.{Commit,Rollback}",
        "Dapper.SqlMapper.{Query,QueryFirst,QueryFirstOrDefault,QuerySingle,QuerySingleOrDefault,QueryMultiple,Execute,ExecuteScalar,ExecuteReader}",
        "StackExchange.Redis.IDatabase.{String*,Hash*,List*,Set*,SortedSet*,Key*,Stream*,Lock*,Script*,Execute*,Publish*}",
        "StackExchange.Redis.ISubscriber.{Publish,Subscribe}",
        "MongoDB.Driver.IMongoCollection`1.{InsertOne,InsertMany,UpdateOne,UpdateMany,ReplaceOne,DeleteOne,DeleteMany,FindOneAndUpdate,FindOneAndReplace,FindOneAndDelete,BulkWrite,CountDocuments}",
        "MongoDB.Driver.IMongoCollectionExtensions.{InsertOne,UpdateOne,UpdateMany,ReplaceOne,DeleteOne,DeleteMany,FindOneAndUpdate,FindOneAndReplace,FindOneAndDelete,CountDocuments}",
        "MongoDB.Driver.IAsyncCursorSourceExtensions.{ToList,First,FirstOrDefault,Single,SingleOrDefault,Any}",
        "MongoDB.Driver.IFindFluentExtensions.{First,FirstOrDefault,Single,SingleOrDefault,Any}",
        "System.Net.Http.HttpClient.Send", "System.Net.Http.HttpMessageInvoker.Send",
        "System.Net.WebRequest.GetResponse",
        "System.IO.Stream.{Read,Write,CopyTo,Flush,ReadExactly,ReadAtLeast}",
        "System.IO.StreamReader.{ReadToEnd,ReadLine}", "System.IO.TextReader.{ReadToEnd,ReadLine}",
        "System.IO.File.{ReadAllText,ReadAllLines,ReadAllBytes,WriteAllText,WriteAllLines,WriteAllBytes,AppendAllText,AppendAllLines}",
        "System.Net.Mail.SmtpClient.Send", "MailKit.MailTransport.Send", "MailKit.IMailTransport.Send");

    /// <summary>The overload to await instead, or null when there is none with the same meaning.</summary>
    public static IMethodSymbol? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        if (!IsWorthIt(call, method))
            return null;
        // Dapper reads without a buffer on request; its asynchronous query has no such switch.
        if (call.Arguments.Any(static argument => argument is { IsImplicit: false, Parameter.Name: "buffered" }))
            return null;
        foreach (var member in Home(call, method).GetMembers(method.Name == "Send" && method.ContainingType.Is("System.Net.Mail.SmtpClient") ? "SendMailAsync" : method.Name + "Async"))
        {
            if (member is IMethodSymbol { DeclaredAccessibility: Accessibility.Public } candidate && Matches(method, candidate))
                return candidate;
        }

        return null;
    }

    private static INamedTypeSymbol Home(IInvocationOperation call, IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (type.Is("System.Linq.Queryable") || type.Is("System.Linq.Enumerable"))
            return Known.Of(call.SemanticModel!.Compilation)["Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions"] ?? type;
        for (var current = call.Instance?.Type as INamedTypeSymbol ?? type; current is not null; current = current.BaseType)
        {
            if (!current.GetMembers(method.Name + "Async").IsEmpty)
                return current;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (!contract.GetMembers(method.Name + "Async").IsEmpty)
                return contract;
        }

        return type;
    }

    private static bool IsWorthIt(IInvocationOperation call, IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (type.Is("System.Linq.Queryable") || type.Is("System.Linq.Enumerable"))
            return call.SemanticModel is not null && IsEfTerminal(call, type);
        var receiver = call.Instance is { } instance ? LocalValues.Resolve(instance) : null;
        var receiverType = receiver?.Type ?? call.Instance?.Type;
        if (type.IsOrInherits("System.IO.Stream") || type.IsOrInherits("System.IO.TextReader"))
            return receiver is not null && WaitsForDevice(receiver, 0);
        // Sqlite has no asynchronous I/O: its overloads run synchronously.
        return receiverType is null || receiverType.ContainingNamespace?.Name is not "Sqlite";
    }

    private static bool IsEfTerminal(IInvocationOperation call, INamedTypeSymbol type)
    {
        if (call.Arguments.Length == 0)
            return false;
        var source = call.Arguments[0].Value;
        if (type.Is("System.Linq.Enumerable") && LocalValues.Bare(source).Type is not { } bare)
            return false;
        else if (type.Is("System.Linq.Enumerable") && !LocalValues.Bare(source).Type.IsOrInherits("System.Linq.IQueryable`1"))
            return false;
        return EfQuery.Of(source) is { } query && !query.Has("AsEnumerable") && !query.Has("ToList") && !query.Has("ToArray");
    }

    /// <summary>Streams over memory return at once; those over a body, a socket or a file don't.</summary>
    private static bool WaitsForDevice(IOperation receiver, int depth)
    {
        receiver = LocalValues.Resolve(receiver);
        if (receiver.Type is { } type && (type.Is("System.IO.FileStream") || type.Is("System.Net.Sockets.NetworkStream") || type.Is("System.Net.Security.SslStream")))
            return true;
        return receiver switch
        {
            IPropertyReferenceOperation { Property: { Name: "Body" or "BodyReader" or "BodyWriter" } property } =>
                property.ContainingType.Is("Microsoft.AspNetCore.Http.HttpRequest") || property.ContainingType.Is("Microsoft.AspNetCore.Http.HttpResponse"),
            IInvocationOperation { TargetMethod: { Name: "OpenReadStream", ContainingType: { } form } } => form.Is("Microsoft.AspNetCore.Http.IFormFile"),
            IObjectCreationOperation { Arguments.Length: > 0 } made when depth < 3 && made.Type.IsOrInherits("System.IO.TextReader") => WaitsForDevice(made.Arguments[0].Value, depth + 1),
            IInvocationOperation { TargetMethod: { Name: "OpenRead" or "OpenWrite" or "Create" or "Open", ContainingType: { } file } } => file.Is("System.IO.File"),
            _ => false,
        };
    }

    public static bool TakesToken(IMethodSymbol method) =>
        method.Parameters.Length > 0 && method.Parameters[method.Parameters.Length - 1].Type.Is("System.Threading.CancellationToken");

    private static bool Matches(IMethodSymbol method, IMethodSymbol candidate)
    {
        if (!AsyncBody.IsAwaitable(candidate.ReturnType))
            return false;
        var count = candidate.Parameters.Length;
        if (TakesToken(candidate) && !TakesToken(method))
            count--;
        var asked = method.Parameters.RemoveAll(static parameter => parameter is { Name: "buffered", IsOptional: true });
        if (count != asked.Length || candidate.Arity != method.Arity && candidate.ContainingType.Arity == method.ContainingType.Arity)
            return false;
        for (var i = 0; i < count; i++)
        {
            if (i == 0 && candidate.IsExtensionMethod && method.IsExtensionMethod)
                continue;
            if (candidate.Parameters[i].Type.Name != asked[i].Type.Name || asked[i].Type.IsRefLikeType)
                return false;
        }

        return true;
    }
}
