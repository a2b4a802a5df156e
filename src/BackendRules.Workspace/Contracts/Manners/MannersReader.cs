using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Collects what an application sets up for all of its endpoints.</summary>
internal sealed class MannersReader
{
    private const string Cors = "Microsoft.AspNetCore.Cors.Infrastructure.CorsPolicyBuilder.";
    private const string Default = "(default)";

    private static readonly Members s_cors = new(Cors + "{WithOrigins,WithMethods,WithHeaders,AllowAnyOrigin,AllowAnyMethod,AllowAnyHeader}");
    private static readonly Members s_limits = new("Microsoft.AspNetCore.RateLimiting.RateLimiterOptionsExtensions.{AddFixedWindowLimiter,AddSlidingWindowLimiter,AddTokenBucketLimiter,AddConcurrencyLimiter}");
    private static readonly Members s_base = new("Microsoft.AspNetCore.Builder.UsePathBaseExtensions.UsePathBase");

    private readonly ConcurrentBag<IInvocationOperation> _cors = [];
    private readonly ConcurrentBag<IInvocationOperation> _limits = [];
    private readonly ConcurrentBag<IInvocationOperation> _bases = [];
    private readonly ConcurrentBag<ISimpleAssignmentOperation> _versions = [];
    private volatile bool _hasVersions;

    public static MannersReader Of(Watch watch)
    {
        var reader = new MannersReader();
        watch.Call(s_cors, (_, call) => reader._cors.Add(call));
        watch.Call(s_limits, (_, call) => reader._limits.Add(call));
        watch.Call(s_base, (_, call) => reader._bases.Add(call));
        watch.Operation(OperationKind.Invocation, context =>
        {
            if (((IInvocationOperation)context.Operation).TargetMethod is { Name: "AddApiVersioning" } method && method.ReturnType.Is("Asp.Versioning.IApiVersioningBuilder"))
                reader._hasVersions = true;
        });
        watch.Operation(OperationKind.SimpleAssignment, context =>
        {
            if (context.Operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { ContainingType: { } type } } } assignment && type.Is("Asp.Versioning.ApiVersioningOptions"))
                reader._versions.Add(assignment);
        });
        return reader;
    }

    public static ApiManners Joined(IEnumerable<MannersReader> parts)
    {
        var all = parts.ToList();
        var cors = new SortedDictionary<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);
        foreach (var call in all.SelectMany(static part => part._cors))
        {
            var policy = Policy(call);
            cors[policy] = cors.GetValueOrDefault(policy, []).Union(Allowed(call));
        }

        var limits = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var call in all.SelectMany(static part => part._limits))
        {
            if (Text(call, "policyName") is { } policy && Permits(call) is { } permits)
                limits[policy] = permits;
        }

        var manners = new ApiManners
        {
            Cors = cors.ToImmutableSortedDictionary(StringComparer.Ordinal),
            RateLimits = limits.ToImmutableSortedDictionary(StringComparer.Ordinal),
            PathBases = [.. all.SelectMany(static part => part._bases).Select(static call => Text(call, "pathBase")).OfType<string>()],
        };
        return all.Exists(static part => part._hasVersions) ? Versions(manners, all.SelectMany(static part => part._versions)) : manners;
    }

    private static ApiManners Versions(ApiManners manners, IEnumerable<ISimpleAssignmentOperation> said)
    {
        // What the library does by itself.
        manners = manners with { DefaultVersion = "1.0", VersionReaders = ["query api-version", "path"] };
        foreach (var assignment in said)
        {
            var value = LocalValues.Resolve(assignment.Value);
            switch (((IPropertyReferenceOperation)assignment.Target).Property.Name)
            {
                case "DefaultApiVersion":
                    var numbers = value.DescendantsAndSelf().Select(static o => o.ConstantValue is { HasValue: true, Value: int or double } ? o.ConstantValue.Value : null).OfType<object>().ToList();
                    manners = manners with { DefaultVersion = numbers switch
                    {
                        [double one] => one.ToString("0.0", CultureInfo.InvariantCulture),
                        [int major, int minor, ..] => $"{major}.{minor}",
                        [int major] => $"{major}.0",
                        _ => null,
                    } };
                    break;
                case "AssumeDefaultVersionWhenUnspecified":
                    manners = manners with { AssumesDefault = value.ConstantValue is { HasValue: true, Value: true } };
                    break;
                case "ApiVersionReader":
                    manners = manners with { VersionReaders = [.. value.DescendantsAndSelf().OfType<IObjectCreationOperation>().SelectMany(Readers)] };
                    break;
            }
        }

        return manners;
    }

    private static IEnumerable<string> Readers(IObjectCreationOperation reader)
    {
        var names = reader.Descendants().Select(static o => o.ConstantValue is { HasValue: true, Value: string text } ? text : null).OfType<string>().Distinct().ToArray();
        var kind = reader.Type?.Name switch
        {
            "QueryStringApiVersionReader" => "query",
            "HeaderApiVersionReader" => "header",
            "MediaTypeApiVersionReader" => "media type",
            _ => null,
        };
        return reader.Type?.Name == "UrlSegmentApiVersionReader" ? ["path"] : kind is null ? [] : names.Length == 0 ? [kind + (kind == "query" ? " api-version" : "")] : names.Select(name => kind + " " + name);
    }

    private static IEnumerable<string> Allowed(IInvocationOperation call)
    {
        var values = call.Arguments.SelectMany(static a => new ConstantText().Elements(a.Value) ?? (new ConstantText().Of(a.Value) is { } one ? [one] : []));
        return call.TargetMethod.Name switch
        {
            "AllowAnyOrigin" => ["any origin"],
            "AllowAnyMethod" => ["any method"],
            "AllowAnyHeader" => ["any header"],
            "WithOrigins" => values.Select(static v => "origin " + v.TrimEnd('/').ToLowerInvariant()),
            "WithMethods" => values.Select(static v => "method " + v.ToUpperInvariant()),
            _ => values.Select(static v => "header " + v.ToLowerInvariant()),
        };
    }

    /// <summary>The policy that a builder is given for.</summary>
    private static string Policy(IInvocationOperation call)
    {
        for (IOperation? current = call.Parent; current is not null; current = current.Parent)
        {
            if (current is IInvocationOperation { TargetMethod.Name: "AddPolicy" } add)
                return Text(add, "name") ?? Default;
            if (current is IInvocationOperation { TargetMethod.Name: "AddDefaultPolicy" or "UseCors" })
                return Default;
        }

        return Default;
    }

    private static int? Permits(IInvocationOperation call)
    {
        foreach (var assignment in call.Descendants().OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is IPropertyReferenceOperation { Property.Name: "PermitLimit" or "TokenLimit" } && assignment.Value.ConstantValue is { HasValue: true, Value: int permits })
                return permits;
        }

        return null;
    }

    private static string? Text(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter) is { } argument ? new ConstantText().Of(argument.Value) : null;
}
