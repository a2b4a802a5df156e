using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>A client that keeps connections and is meant to be created once.</summary>
/// <param name="Type">Its metadata name.</param>
/// <param name="Inject">What a class asks for instead, fully qualified.</param>
/// <param name="WayOut">What to do, for the message.</param>
/// <param name="Registered">What a project's text contains when the injected type is registered.</param>
internal sealed record PooledClient(string Type, string Inject, string WayOut, params string[] Registered)
{
    public static readonly PooledClient[] All =
    [
        new("System.Net.Http.HttpClient", "System.Net.Http.IHttpClientFactory", "take it from an injected 'IHttpClientFactory'", "AddHttpClient", "ConfigureHttpClientDefaults"),
        new("System.Net.Http.HttpMessageInvoker", "", "keep one for the application"),
        new("MongoDB.Driver.MongoClient", "MongoDB.Driver.IMongoClient", "register one 'IMongoClient' and inject it", "AddSingleton<IMongoClient", "AddMongoDBClient"),
        new("StackExchange.Redis.ConnectionMultiplexer", "StackExchange.Redis.IConnectionMultiplexer", "register one 'IConnectionMultiplexer' and inject it", "AddSingleton<IConnectionMultiplexer", "AddRedisClient"),
        new("Npgsql.NpgsqlDataSource", "Npgsql.NpgsqlDataSource", "register it with 'AddNpgsqlDataSource' and inject it", "AddNpgsqlDataSource", "AddSingleton<NpgsqlDataSource"),
        new("Npgsql.NpgsqlDataSourceBuilder", "Npgsql.NpgsqlDataSource", "register it with 'AddNpgsqlDataSource' and inject it", "AddNpgsqlDataSource", "AddSingleton<NpgsqlDataSource"),
        new("Azure.Messaging.ServiceBus.ServiceBusClient", "Azure.Messaging.ServiceBus.ServiceBusClient", "register one and inject it", "AddServiceBusClient", "AddSingleton<ServiceBusClient"),
        new("Azure.Messaging.EventHubs.Producer.EventHubProducerClient", "Azure.Messaging.EventHubs.Producer.EventHubProducerClient", "register one and inject it", "AddEventHubProducerClient"),
        new("Microsoft.Azure.Cosmos.CosmosClient", "Microsoft.Azure.Cosmos.CosmosClient", "register one and inject it", "AddSingleton<CosmosClient"),
        new("Elastic.Clients.Elasticsearch.ElasticsearchClient", "Elastic.Clients.Elasticsearch.ElasticsearchClient", "register one and inject it", "AddSingleton<ElasticsearchClient"),
        new("Grpc.Net.Client.GrpcChannel", "", "register the client with 'AddGrpcClient' and inject it"),
        new("Confluent.Kafka.ProducerBuilder`2", "", "keep one producer for the application and inject it"),
        new("RabbitMQ.Client.IConnectionFactory", "", "keep one connection for the application and inject it"),
    ];

    /// <summary>The constructors of all of them that connect by being constructed.</summary>
    public static readonly Members Creations = new(All.Where(static client => !client.Type.Contains("Builder")).Select(static client => client.Type + ".new").ToArray());

    /// <summary>The methods that create one.</summary>
    public static readonly Members Factories = new(
        "StackExchange.Redis.ConnectionMultiplexer.{Connect,ConnectAsync,SentinelConnect,SentinelConnectAsync}",
        "Npgsql.NpgsqlDataSource.Create", "Npgsql.NpgsqlDataSourceBuilder.{Build,BuildMultiHost}",
        "Grpc.Net.Client.GrpcChannel.ForAddress", "Confluent.Kafka.ProducerBuilder`2.Build",
        "RabbitMQ.Client.IConnectionFactory.{CreateConnection,CreateConnectionAsync}");

    public static PooledClient? Of(INamedTypeSymbol? type)
    {
        foreach (var client in All)
        {
            if (type.IsOrInherits(client.Type))
                return client;
        }

        return null;
    }
}
