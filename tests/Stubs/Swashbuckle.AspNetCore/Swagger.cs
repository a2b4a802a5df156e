// Signatures from the public documentation of Swashbuckle.AspNetCore.
namespace Microsoft.AspNetCore.Builder
{
    public static class SwaggerBuilderExtensions
    {
        public static IApplicationBuilder UseSwagger(this IApplicationBuilder app, System.Action<object>? setupAction = null) => app;
    }

    public static class SwaggerUIBuilderExtensions
    {
        public static IApplicationBuilder UseSwaggerUI(this IApplicationBuilder app, System.Action<object>? setupAction = null) => app;
    }
}
