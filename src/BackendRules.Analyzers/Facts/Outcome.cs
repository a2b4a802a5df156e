using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>How a call touches the world outside.</summary>
public enum OutcomeKind
{
    /// <summary>Reads from a database.</summary>
    Query,

    /// <summary>Changes a database at once.</summary>
    Write,

    /// <summary>Sends what a unit of work has gathered.</summary>
    Save,

    /// <summary>Marks an entity of a unit of work as added, changed or removed.</summary>
    Mark,

    /// <summary>Hands a message to a bus.</summary>
    Publish,

    /// <summary>Changes a file or a blob.</summary>
    File,

    /// <summary>Moves money.</summary>
    Payment,

    /// <summary>Calls another service over HTTP in a way that may change it.</summary>
    Http,

    /// <summary>Asks a cache first.</summary>
    Cache,

    /// <summary>Opens or joins a transaction.</summary>
    Transaction,
}

/// <summary>What a call does to the world outside, without a trace of the compilation.</summary>
/// <param name="Kind">How.</param>
/// <param name="Name">The method's name.</param>
/// <param name="Subject">The entity, table or message; empty when unknown.</param>
/// <param name="Verb">The SQL verb; empty when there is none.</param>
public sealed record Outcome(OutcomeKind Kind, string Name, string Subject, string Verb)
{
    private static readonly Members s_marks = new(
        "Microsoft.EntityFrameworkCore.DbSet`1.{Add,AddAsync,AddRange,AddRangeAsync,Update,UpdateRange,Remove,RemoveRange,Attach}",
        "Microsoft.EntityFrameworkCore.DbContext.{Add,AddAsync,AddRange,AddRangeAsync,Update,UpdateRange,Remove,RemoveRange,Attach}");

    /// <summary>Calls that hand a message to a bus.</summary>
    internal static readonly Members Publishing = new(
        "MassTransit.IPublishEndpoint.{Publish,PublishBatch}", "MassTransit.ISendEndpoint.Send", "MassTransit.ISendEndpointProvider.Send",
        "NServiceBus.IMessageSession.{Send,Publish}", "NServiceBus.IPipelineContext.{Send,Publish}", "Wolverine.IMessageBus.{SendAsync,PublishAsync}", "Rebus.Bus.IBus.{Send,Publish}",
        "DotNetCore.CAP.ICapPublisher.{Publish,PublishAsync}", "Azure.Messaging.ServiceBus.ServiceBusSender.{SendMessageAsync,SendMessagesAsync,ScheduleMessageAsync}",
        "Confluent.Kafka.IProducer`2.{Produce,ProduceAsync}", "RabbitMQ.Client.IChannel.BasicPublishAsync", "RabbitMQ.Client.IChannelExtensions.BasicPublishAsync", "RabbitMQ.Client.IModelExensions.BasicPublish", "RabbitMQ.Client.IModel.BasicPublish");

    private static readonly Members s_files = new(
        "System.IO.File.{Delete,Move,Copy,WriteAllText,WriteAllTextAsync,WriteAllBytes,WriteAllBytesAsync,WriteAllLines,WriteAllLinesAsync,AppendAllText,AppendAllTextAsync}",
        "System.IO.Directory.{Delete,Move}", "Azure.Storage.Blobs.BlobClient.{Upload,UploadAsync}", "Azure.Storage.Blobs.Specialized.BlobBaseClient.{Delete,DeleteAsync,DeleteIfExists,DeleteIfExistsAsync}");

    private static readonly Members s_payments = new(
        "Stripe.PaymentIntentService.{Create,CreateAsync,Confirm,ConfirmAsync,Capture,CaptureAsync,Cancel,CancelAsync}", "Stripe.ChargeService.{Create,CreateAsync}",
        "Stripe.RefundService.{Create,CreateAsync}", "Stripe.TransferService.{Create,CreateAsync}", "Stripe.SubscriptionService.{Create,CreateAsync}", "Stripe.PayoutService.{Create,CreateAsync}");

    private static readonly Members s_http = new(
        "System.Net.Http.HttpClient.{PostAsync,PutAsync,PatchAsync,DeleteAsync}", "System.Net.Http.Json.HttpClientJsonExtensions.{PostAsJsonAsync,PutAsJsonAsync,PatchAsJsonAsync,DeleteFromJsonAsync}");

    private static readonly Members s_caches = new(
        "Microsoft.Extensions.Caching.Memory.IMemoryCache.TryGetValue", "Microsoft.Extensions.Caching.Memory.CacheExtensions.{TryGetValue,Get,GetOrCreate,GetOrCreateAsync}",
        "Microsoft.Extensions.Caching.Distributed.IDistributedCache.{Get,GetAsync}", "Microsoft.Extensions.Caching.Distributed.DistributedCacheExtensions.{GetString,GetStringAsync}",
        "Microsoft.Extensions.Caching.Hybrid.HybridCache.GetOrCreateAsync",
        "System.Collections.Concurrent.ConcurrentDictionary`2.{TryGetValue,GetOrAdd}", "System.Collections.Generic.Dictionary`2.TryGetValue");

    private static readonly Members s_transactions = new(
        "Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade.{BeginTransaction,BeginTransactionAsync}",
        "Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.{BeginTransaction,BeginTransactionAsync,UseTransaction,UseTransactionAsync}",
        "System.Data.Common.DbConnection.{BeginTransaction,BeginTransactionAsync}", "System.Data.IDbConnection.BeginTransaction", "MongoDB.Driver.IClientSession.{StartTransaction,WithTransaction,WithTransactionAsync}");

    private static readonly Regex s_cacheNames = new("Cached?(?![a-z])|Caching", RegexOptions.CultureInvariant);

    /// <summary>
    /// Whether a call gives a cache the function that loads what isn't there: <c>cache.GetOrAdd(key, () => …)</c>, by the whole word in the name of the cache's type, since
    /// every application and library has one of its own.
    /// </summary>
    public static bool Fills(IInvocationOperation call) =>
        (call.Instance?.Type ?? call.TargetMethod.ContainingType).Name is var name && name.IndexOf("Cach", StringComparison.Ordinal) >= 0 && s_cacheNames.IsMatch(name)
        && call.TargetMethod.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Delegate && parameter.Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnsVoid: false });

    /// <summary>What a call does, or null when it stays inside the process.</summary>
    public static Outcome? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (DataCall.Of(call) is { } data)
            return Of(data);
        if (s_marks.Contain(method))
            return new(OutcomeKind.Mark, method.Name, Marked(call), "");
        if (Publishing.Contain(method))
            return new(OutcomeKind.Publish, method.Name, "", "");
        if (s_files.Contain(method))
            return new(OutcomeKind.File, $"{method.ContainingType.Name}.{method.Name}", "", "");
        if (s_payments.Contain(method))
            return new(OutcomeKind.Payment, $"{method.ContainingType.Name}.{method.Name}", "", "");
        if (s_http.Contain(method))
            return new(OutcomeKind.Http, method.Name, "", "");
        if (s_caches.Contain(method))
            return new(OutcomeKind.Cache, method.Name, "", "");
        return s_transactions.Contain(method) ? new(OutcomeKind.Transaction, method.Name, "", "") : null;
    }

    private static Outcome Of(DataCall data)
    {
        var name = data.Call.TargetMethod.Name;
        switch (data.Effect)
        {
            case DataEffect.Save:
                return new(OutcomeKind.Save, name, "", "");
            case DataEffect.Query:
                return new(data.Store == DataStore.Redis ? OutcomeKind.Cache : OutcomeKind.Query, name, "", "");
            default:
                // Redis is a cache to most: its writes aren't the state that a caller asks to change.
                if (data.Store == DataStore.Redis)
                    return new(OutcomeKind.Cache, name, "", "");
                var statement = data.Sql?.Statements.FirstOrDefault(static s => s.Writes);
                var subject = statement?.Table ?? (EfQuery.Of(EfQuery.Source(data.Call))?.Entity ?? (data.Store == DataStore.Dynamo ? data.Call.TargetMethod.TypeArguments : (data.On?.Type as INamedTypeSymbol)?.TypeArguments)?.FirstOrDefault())?.Name ?? "";
                return new(OutcomeKind.Write, name, subject, statement?.Verb ?? "");
        }
    }

    private static string Marked(IInvocationOperation call)
    {
        if (call.Instance?.Type is INamedTypeSymbol { TypeArguments.Length: 1 } set)
            return set.TypeArguments[0].Name;
        return call.Arguments.Length > 0 ? LocalValues.Bare(call.Arguments[0].Value).Type?.Name ?? "" : "";
    }
}
