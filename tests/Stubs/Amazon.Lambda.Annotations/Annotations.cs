// Signatures from the public documentation of Amazon.Lambda.Annotations and Amazon.Lambda.Core.
#pragma warning disable CS9113, CS8618
namespace Amazon.Lambda.Core
{
    public interface ILambdaContext
    {
        string AwsRequestId { get; }
    }
}

namespace Amazon.Lambda.Annotations
{
    using System;

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class LambdaFunctionAttribute : Attribute
    {
        public string? ResourceName { get; set; }
        public uint Timeout { get; set; }
        public uint MemorySize { get; set; }
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class LambdaStartupAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromServicesAttribute : Attribute;
}

namespace Amazon.Lambda.Annotations.APIGateway
{
    using System;

    public enum LambdaHttpMethod { Any, Get, Post, Put, Patch, Head, Delete, Options }

    public enum HttpApiVersion { V1, V2 }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class HttpApiAttribute(LambdaHttpMethod method, string template) : Attribute
    {
        public HttpApiVersion Version { get; set; } = HttpApiVersion.V2;
        public string? Authorizer { get; set; }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class RestApiAttribute(LambdaHttpMethod method, string template) : Attribute
    {
        public RestApiAttribute(string template)
            : this(LambdaHttpMethod.Get, template)
        {
        }

        public string? Authorizer { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromBodyAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromQueryAttribute : Attribute
    {
        public string? Name { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromHeaderAttribute : Attribute
    {
        public string? Name { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromRouteAttribute : Attribute
    {
        public string? Name { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class FromCustomAuthorizerAttribute : Attribute
    {
        public string? Name { get; set; }
    }

    public interface IHttpResult
    {
        IHttpResult AddHeader(string name, string value);
    }

    public static class HttpResults
    {
        public static IHttpResult Ok(object? body = null) => null!;
        public static IHttpResult Created(string? uri = null, object? body = null) => null!;
        public static IHttpResult Accepted(object? body = null) => null!;
        public static IHttpResult BadRequest(object? body = null) => null!;
        public static IHttpResult Conflict(object? body = null) => null!;
        public static IHttpResult Forbid(object? body = null) => null!;
        public static IHttpResult NotFound(object? body = null) => null!;
        public static IHttpResult Unauthorized() => null!;
        public static IHttpResult InternalServerError(object? body = null) => null!;
        public static IHttpResult NewResult(System.Net.HttpStatusCode statusCode, object? body = null) => null!;
    }
}

namespace Amazon.Lambda.Annotations.SQS
{
    using System;

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SQSEventAttribute(string queue) : Attribute
    {
        public string Queue { get; } = queue;
        public uint BatchSize { get; set; }
    }
}
