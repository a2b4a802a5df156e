namespace BackendRules;

/// <summary>How the outside world reaches a method.</summary>
public enum EntryKind
{
    None,

    /// <summary>An action of an MVC or API controller.</summary>
    Action,

    /// <summary>A handler of a Razor Page (<c>OnGet</c>, <c>OnPostAsync</c> ...).</summary>
    Page,

    /// <summary>A handler given to <c>MapGet</c>, <c>MapPost</c> ...</summary>
    Endpoint,

    /// <summary>An override of a generated gRPC service base.</summary>
    Grpc,

    /// <summary>A public method of a SignalR hub.</summary>
    Hub,

    /// <summary>A GraphQL resolver.</summary>
    Resolver,

    /// <summary>A message consumer (MassTransit, NServiceBus, Rebus, Wolverine ...).</summary>
    Consumer,

    /// <summary>An in-process request or notification handler (MediatR and its like).</summary>
    Mediator,

    /// <summary>An Azure or AWS function.</summary>
    Function,

    /// <summary>Middleware or a filter: runs around every request.</summary>
    Middleware,

    /// <summary>A hosted service: runs beside requests, not in one.</summary>
    Hosted,
}
