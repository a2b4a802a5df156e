// Signatures from the public documentation of Hot Chocolate (chillicream.com/docs/hotchocolate).
namespace HotChocolate
{
    [System.AttributeUsage(System.AttributeTargets.Parameter)]
    public sealed class ParentAttribute : System.Attribute;

    [System.AttributeUsage(System.AttributeTargets.Parameter)]
    public sealed class ServiceAttribute : System.Attribute;

    public sealed class DataLoaderAttribute : System.Attribute;
}

namespace HotChocolate.Types
{
    public sealed class QueryTypeAttribute : System.Attribute;

    public sealed class MutationTypeAttribute : System.Attribute;

    public sealed class SubscriptionTypeAttribute : System.Attribute;

    public class ExtendObjectTypeAttribute(System.Type? type = null) : System.Attribute
    {
        public System.Type? Type { get; } = type;
    }

    public sealed class ExtendObjectTypeAttribute<T>() : ExtendObjectTypeAttribute(typeof(T));

    public sealed class ObjectTypeAttribute<T> : System.Attribute;

    public sealed class UsePagingAttribute : System.Attribute;

    public sealed class UseOffsetPagingAttribute : System.Attribute;
}

namespace HotChocolate.Data
{
    public sealed class UseFilteringAttribute : System.Attribute;

    public sealed class UseProjectionAttribute : System.Attribute;

    public sealed class UseSortingAttribute : System.Attribute;
}

namespace HotChocolate.CostAnalysis
{
    public sealed class CostOptions
    {
        public bool EnforceCostLimits { get; set; } = true;

        public double MaxFieldCost { get; set; } = 1000;
    }
}

namespace HotChocolate.Execution.Configuration
{
    public interface IRequestExecutorBuilder;
}

namespace Microsoft.Extensions.DependencyInjection
{
    using HotChocolate.CostAnalysis;
    using HotChocolate.Execution.Configuration;

    public static class HotChocolateAspNetCoreServiceCollectionExtensions
    {
        public static IRequestExecutorBuilder AddGraphQLServer(this IServiceCollection services) => null!;
    }

    public static class RequestExecutorBuilderExtensions
    {
        public static IRequestExecutorBuilder AddQueryType<T>(this IRequestExecutorBuilder builder) where T : class => builder;

        public static IRequestExecutorBuilder AddMutationType<T>(this IRequestExecutorBuilder builder) where T : class => builder;

        public static IRequestExecutorBuilder AddTypeExtension<T>(this IRequestExecutorBuilder builder) => builder;

        public static IRequestExecutorBuilder AddType<T>(this IRequestExecutorBuilder builder) => builder;

        public static IRequestExecutorBuilder ModifyCostOptions(this IRequestExecutorBuilder builder, System.Action<CostOptions> configure) => builder;

        public static IRequestExecutorBuilder AllowIntrospection(this IRequestExecutorBuilder builder, bool allow) => builder;

        public static IRequestExecutorBuilder DisableIntrospection(this IRequestExecutorBuilder builder, bool disable = true) => builder;
    }
}
