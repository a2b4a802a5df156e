using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Collects which queues are listened to, which messages are sent, and what runs by itself.</summary>
internal sealed class BrokerCalls
{
    private static readonly Members s_endpoints = new("MassTransit.IReceiveConfigurator.ReceiveEndpoint", "MassTransit.IReceiveConfigurator`1.ReceiveEndpoint");
    private static readonly Members s_queues = new("RabbitMQ.Client.IChannel.BasicConsumeAsync", "RabbitMQ.Client.IChannelExtensions.BasicConsumeAsync", "Azure.Messaging.ServiceBus.ServiceBusClient.{CreateProcessor,CreateSessionProcessor,CreateReceiver}", "Confluent.Kafka.IConsumer`2.Subscribe");
    private static readonly Members s_sends = new("MassTransit.IPublishEndpoint.Publish", "MassTransit.ISendEndpoint.Send", "MassTransit.ISendEndpointExtensions.Send", "MassTransit.ConsumeContext.RespondAsync", "NServiceBus.IPipelineContext.{Publish,Send}", "NServiceBus.IMessageSession.{Publish,Send}");

    private static readonly Members s_hosted = new("Microsoft.Extensions.DependencyInjection.ServiceCollectionHostedServiceExtensions.AddHostedService");

    /// <summary>Services that run by themselves.</summary>
    public ConcurrentBag<(string Service, Location Location)> Started { get; } = [];

    /// <summary>Who listens, and to what.</summary>
    public ConcurrentBag<(string Owner, string Queue, Location Location)> Listened { get; } = [];

    /// <summary>The types of messages that leave the application.</summary>
    public ConcurrentBag<(INamedTypeSymbol Message, Location Location)> Sent { get; } = [];

    public static BrokerCalls Of(Watch watch)
    {
        var calls = new BrokerCalls();
        watch.Call(s_endpoints, (_, call) => calls.Endpoint(call));
        watch.Call(s_queues, (context, call) => calls.Queue(call, context.ContainingSymbol));
        watch.Call(s_hosted, (_, call) =>
        {
            if (call.TargetMethod.TypeArguments is [INamedTypeSymbol { TypeKind: TypeKind.Class } service])
                calls.Started.Add((service.Name, call.Syntax.GetLocation()));
        });
        watch.Call(s_sends, (_, call) => calls.Send(call));
        return calls;
    }

    private void Endpoint(IInvocationOperation call)
    {
        if (call.Arguments.Select(static a => a.Value).FirstOrDefault(static v => v.Type?.SpecialType == SpecialType.System_String) is not { } name || new ConstantText().Of(name) is not { } queue)
            return;
        foreach (var inner in call.Descendants().OfType<IInvocationOperation>().Where(static inner => inner.TargetMethod is { Name: "ConfigureConsumer" or "Consumer", TypeArguments.Length: > 0 }))
            Listened.Add((inner.TargetMethod.TypeArguments[0].Name, "queue " + queue, call.Syntax.GetLocation()));
    }

    private void Queue(IInvocationOperation call, ISymbol container)
    {
        var names = call.Arguments.Where(static a => a.Parameter?.Name is "queue" or "queueName" or "topicName" or "subscriptionName" or "topic" or "topics").SelectMany(static a => new ConstantText().Elements(a.Value) ?? (new ConstantText().Of(a.Value) is { } one ? [one] : [])).ToList();
        if (names.Count > 0)
            Listened.Add((container.ContainingType?.Name ?? "Program", (call.Arguments.Any(static a => a.Parameter?.Name is "topicName" or "topic" or "topics") ? "topic " : "queue ") + string.Join('/', names), call.Syntax.GetLocation()));
    }

    // A mediator brings messages to somebody in the same process.
    private void Send(IInvocationOperation call)
    {
        var on = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
        if (on is null || LocalValues.Bare(on).Type is { } type && (type.Is("MassTransit.Mediator.IMediator") || type.Is("MassTransit.Mediator.IScopedMediator")))
            return;
        var message = call.TargetMethod.TypeArguments is [INamedTypeSymbol given] ? given : call.Arguments.Select(static a => LocalValues.Bare(a.Value).Type).OfType<INamedTypeSymbol>().FirstOrDefault(static t => t.DeclaringSyntaxReferences.Length > 0);
        if (message is { IsAnonymousType: false, SpecialType: SpecialType.None })
            Sent.Add((message, call.Syntax.GetLocation()));
    }
}
